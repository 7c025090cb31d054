import { CamlineError } from '../../errors.ts';

/** @param problem goes on from "Line 3 of list.csv …" */
export const invalidRow = (name: string, number: number, problem: string): CamlineError =>
  new CamlineError(
    'SOURCE_INVALID',
    `Line ${number} of ${name} ${problem}. Expected a key and, optionally, a label and a box: ` +
      '{"key":"cats/1.jpg","label":282} in JSONL, columns of these names in CSV and Parquet.',
  );
