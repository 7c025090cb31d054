import type { SourceFile } from '../files/sourceFile.ts';
import { invalidRow } from './invalidRow.ts';
import type { Row } from './row.ts';
import { textLines } from './textLines.ts';

/** One JSON object a line; empty lines are left out. */
export async function* jsonlRows(file: SourceFile): AsyncIterable<Row> {
  for await (const { text, number } of textLines(file))
    yield { number, value: jsonOf(file.name, text, number) };
}

function jsonOf(name: string, text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidRow(name, number, `is not JSON (${(cause as Error).message})`);
  }
}
