/** Every row of docs/faults.md names a test that is there. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const rows = readFileSync('docs/faults.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!what |-)/.test(line))
  .map((line) => /\| `([^`]+)`: (.*?) *\|$/.exec(line));

test('the table has rows, and each names file and test', () => {
  expect(rows.length).toBeGreaterThan(25);
  expect(rows).not.toContain(null);
});

test.each(rows.flatMap((row) => (row === null ? [] : [[row[1]!, row[2]!] as const])))(
  '%s: %s',
  (file, title) => {
    expect(readFileSync(`test/${file}`, 'utf8')).toContain(title);
  },
);
