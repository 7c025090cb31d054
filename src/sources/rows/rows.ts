/** The rows of a manifest, whatever its format. */
import { extname } from 'node:path/posix';
import type { SourceFile } from '../files/sourceFile.ts';
import { csvRows } from './csvRows.ts';
import { jsonlRows } from './jsonlRows.ts';
import { parquetRows } from './parquetRows.ts';
import type { Row } from './row.ts';

/** Streamed. Throws SOURCE_INVALID, naming the line. */
type ReadRows = (file: SourceFile) => AsyncIterable<Row>;

const readers: Readonly<Record<string, ReadRows>> = {
  '.jsonl': jsonlRows,
  '.ndjson': jsonlRows,
  '.csv': csvRows,
  '.parquet': parquetRows,
};

/** ".jsonl", ".csv", … */
export const manifestExtensions = Object.keys(readers);

const extensionOf = (name: string): string => extname(name).toLowerCase();

export const isManifestName = (name: string): boolean => manifestExtensions.includes(extensionOf(name));

/** @param file of a name that `isManifestName` */
export const manifestRows = (file: SourceFile): AsyncIterable<Row> => readers[extensionOf(file.name)]!(file);
