import { expect, test } from 'vitest';
import { auditStyle } from '../../../../src/audit/report/pageStyle.ts';
import { style } from '../../../../src/report/style.ts';

test('paper is light: dark colours are of screens alone', () => {
  const queries = (style + auditStyle).match(/@media[^{]*prefers-color-scheme[^{]*/g)!;
  expect(queries).toEqual(queries.map(() => '@media screen and (prefers-color-scheme: dark) '));
  expect(queries).toHaveLength(2);
});
