/** What the golden suites say at their end must not sound better than it is. */
import { expect, test } from 'vitest';
import { closingLines, type Entry } from '../support/tally.ts';

const within: Entry['verdict'] = { kind: 'within', mended: null, share: 0.5 };
const nearby: Entry['verdict'] = { kind: 'nearby', how: 'for a nudge', own: 2e-3, share: 0.75 };
const outside: Entry['verdict'] = { kind: 'outside', why: 'noise' };

test('a case that meets the gate only near the golden’s input is not counted among those that meet it', () => {
  const entries = [within, within, nearby, outside].map((verdict, index) => ({
    file: 'net.onnx',
    caseName: `case ${index}`,
    verdict,
  }));
  const counts = "2 within the gate on the golden's own input, 1 only within 1e-6 of it (kinks), 1 outside";
  const lines = closingLines(entries);
  expect(lines[0]).toBe(`net.onnx: ${counts}`);
  expect(lines.at(-1)).toBe(`4 cases: ${counts}; the largest difference inside it is 75 % of the gate`);
  expect(lines).toContain("net.onnx, met for a nudge: case 2 (2.0e-3 for the golden's own)");
});
