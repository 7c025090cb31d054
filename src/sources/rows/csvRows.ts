/** The only importer of csv-parse. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { SourceFile } from '../files/sourceFile.ts';
import { boxColumns } from './boxColumns.ts';
import { checkKeyColumn, invalidList, invalidRow } from './invalidRow.ts';
import type { Row } from './row.ts';

/** A key has at most 1 024 bytes; what is far longer is not a list of images. */
const mostRecordBytes = 64 * 1024;

interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/** With a line of names first. An empty field counts as absent; a label of digits is an index, as in JSON without quotes. */
export async function* csvRows(file: SourceFile): AsyncIterable<Row> {
  await checkText(file);
  const source = Readable.from(file.chunks());
  const parser = source.pipe(
    parse({
      columns: (names: string[]) => (checkKeyColumn(file.name, names), names),
      bom: true,
      info: true,
      skip_empty_lines: true,
      max_record_size: mostRecordBytes,
      trim: true,
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      yield { number: info.lines, value: boxColumns(valuesOf(record)) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidRow(file.name, Number(error['lines'] ?? 1), `is no good CSV (${error.message})`);
  }
}

const headBytes = 4096;

/** Pictures, archives and the like hold NUL bytes near their beginning, text none, but for UTF-16, which begins with a mark. */
async function checkText(file: SourceFile): Promise<void> {
  const head = await file.read(0, Math.min(headBytes, file.bytes));
  if (!head.includes(0) || (head[0] === 0xff && head[1] === 0xfe)) return;
  throw invalidList(file.name, 'is no CSV text: it holds NUL bytes, as pictures and archives do');
}

/** Columns that are numbers where a JSON manifest has numbers. */
const numeric = /^(label|box_(x|y|width|height))$/;

function valuesOf(record: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(record).filter(([, text]) => text !== '');
  return Object.fromEntries(
    given.map(([name, text]) => [name, numeric.test(name) ? numberOrText(text) : text]),
  );
}

const numberOrText = (text: string): number | string => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
