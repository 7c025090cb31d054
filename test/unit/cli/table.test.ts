import { expect, test } from 'vitest';
import { table } from '../../../src/cli/table.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['A', 'LONG', 'C'],
      [
        ['aaa', 'b', ''],
        ['', 'bb', 'c'],
      ],
    ),
  ).toEqual(['A    LONG  C', 'aaa  b', '     bb    c']);
});
