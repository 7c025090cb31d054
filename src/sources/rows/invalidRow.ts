import { CamlineError, firstNames } from '../../errors.ts';

const expected =
  'Expected a key and, optionally, a label and a box or mask: {"key":"cats/1.jpg","label":282} in JSONL, columns of these names ' +
  'in CSV and Parquet.';

/** @param problem goes on from "Line 3 of list.csv …" */
export const invalidRow = (name: string, number: number, problem: string): CamlineError =>
  new CamlineError('SOURCE_INVALID', `Line ${number} of ${name} ${problem}. ${expected}`);

/** @param problem goes on from "list.csv …" */
export const invalidList = (name: string, problem: string): CamlineError =>
  new CamlineError('SOURCE_INVALID', `${name} ${problem}. ${expected}`);

const mostNames = 10;

/** Throws SOURCE_INVALID, listing the columns, where a table has none for the keys. */
export function checkKeyColumn(name: string, columns: readonly string[]): void {
  if (columns.includes('key')) return;
  const hint = columns.some((column) => /[;\t]/.test(column)) ? '; fields are separated by commas' : '';
  throw invalidList(name, `has no column "key", only ${firstNames(columns, mostNames)}${hint}`);
}
