/** One of the two importers of hyparquet; what writes is `storage/parquet.ts`. */
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { SourceFile } from '../files/sourceFile.ts';
import { boxColumns } from './boxColumns.ts';
import { checkKeyColumn, invalidList } from './invalidRow.ts';
import type { Row } from './row.ts';

const known = ['key', 'label', 'mask', 'box', 'box_x', 'box_y', 'box_width', 'box_height'];

/** The columns that a manifest may have, a row group in memory at a time; others are not read. */
export async function* parquetRows(source: SourceFile): AsyncIterable<Row> {
  if (source.bytes === 0) throw invalidList(source.name, 'is empty');
  const file = bufferOf(source);
  const metadata = await readable(source, () => parquetMetadataAsync(file));
  const there = parquetSchema(metadata).children.map(({ element }) => element.name);
  const columns = known.filter((name) => there.includes(name));
  checkKeyColumn(source.name, there);
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    yield* await rowsOf(source, { file, metadata, columns, rowStart, rowEnd });
    rowStart = rowEnd;
  }
}

interface Part {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: string[];
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function rowsOf(source: SourceFile, part: Part): Promise<Row[]> {
  const objects = await readable(source, () => parquetReadObjects({ ...part, compressors }));
  return objects.map((row, index) => ({ number: part.rowStart + index + 1, value: boxColumns(plain(row)) }));
}

/** 64-bit integers come as BigInt, what is absent as null or undefined. */
const plain = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, plainValue(value)]),
  );

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value as unknown[], plainValue)
    : value;
}

const bufferOf = (file: SourceFile): AsyncBuffer => ({
  byteLength: file.bytes,
  async slice(start, end = file.bytes) {
    const part = await file.read(start, end - start);
    return part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) as ArrayBuffer;
  },
});

/** The library throws plain errors for what is no Parquet; those that do not begin with its name are of its inner life. */
async function readable<T>({ name }: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    const said = error instanceof Error && error.message.startsWith('parquet ') ? ` (${error.message})` : '';
    throw invalidList(
      name,
      `cannot be read as Parquet${said}: it is cut short or something else; write or copy it again`,
    );
  }
}
