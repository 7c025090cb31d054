/** DuckDB in a file; the only importer of its package. Queries run outside of the event loop. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { CamlineError } from '../../errors.ts';
import { makeFolders } from '../../storage/makeFolders.ts';
import { indexVersion, tables } from './schema.ts';

export type Scalar = string | number | boolean | bigint | null;
export type Row = Readonly<Record<string, Scalar>>;

/** A column's value; null where it is NULL, or there is no row. */
export const numberOf = (row: Row | undefined, column: string): number | null => {
  const value = row?.[column] ?? null;
  return value === null ? null : Number(value);
};

export const textOf = (row: Row | undefined, column: string): string | null => {
  const value = row?.[column] ?? null;
  return value === null ? null : String(value);
};

export interface Database {
  /** @param values of `$1`, `$2`, … */
  rows(sql: string, values?: readonly Scalar[]): Promise<Row[]>;
  run(sql: string, values?: readonly Scalar[]): Promise<void>;
  /** Rows into one table, fast; in the order of its columns. */
  append(table: string, rows: readonly (readonly Scalar[])[]): Promise<void>;
  /** All of it or nothing; one after the other. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Of DuckDB's buffers; queries above it go through files in the folder. */
const memoryLimit = '384MB';

/** Throws CONFIG_INVALID where another process has the folder, or it is none. */
export async function openDatabase(folder: string): Promise<Database> {
  await checkFolder(folder);
  const file = path.join(folder, `index-${indexVersion}.duckdb`);
  const instance = await openFile(file);
  await dropOlder(folder);
  const writer = await instance.connect();
  const reader = await instance.connect();
  await writer.run(tables);
  let earlier: Promise<unknown> = Promise.resolve();
  return {
    rows: (sql, values = []) => read(reader, sql, values),
    run: async (sql, values = []) => void (await read(writer, sql, values)),
    append: (table, rows) => append(writer, table, rows),
    transaction(work) {
      const done = earlier.then(() => transact(writer, work));
      earlier = done.catch(() => undefined);
      return done;
    },
    close() {
      reader.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

/** Makes it where it is missing. */
async function checkFolder(folder: string): Promise<void> {
  await makeFolders(folder);
  if ((await stat(folder)).isDirectory()) return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a folder for the index of records at ${folder}, found a file. Name another with --cache.`,
  );
}

async function openFile(file: string): Promise<DuckDBInstance> {
  const options = { memory_limit: memoryLimit, threads: '2' };
  try {
    return await DuckDBInstance.create(file, options);
  } catch (error) {
    if (error instanceof Error && error.message.includes('lock')) throw inUse(file, error);
  }
  // A cut or damaged file: it is a cache.
  await Promise.all([file, `${file}.wal`].map((name) => rm(name, { force: true })));
  return DuckDBInstance.create(file, options);
}

/** What earlier versions of camline left, and nothing reads any more. One that cannot be taken away does no harm. */
async function dropOlder(folder: string): Promise<void> {
  const older = (await readdir(folder)).filter((name) => {
    const version = /^index-(\d+)\.duckdb(?:\.wal)?$/.exec(name)?.[1];
    return version !== undefined && Number(version) < indexVersion;
  });
  await Promise.all(older.map((name) => rm(path.join(folder, name)).catch(() => undefined)));
}

const inUse = (file: string, cause: Error): CamlineError =>
  new CamlineError(
    'CONFIG_INVALID',
    `Another process, probably another dashboard, has the index ${file} open. Stop it, or name another folder with --cache.`,
    { cause },
  );

async function read(connection: DuckDBConnection, sql: string, values: readonly Scalar[]): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, [...values]);
  return reader.getRowObjectsJS() as unknown as Row[];
}

async function transact<T>(writer: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await writer.run('BEGIN');
  try {
    const result = await work();
    await writer.run('COMMIT');
    return result;
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function append(
  writer: DuckDBConnection,
  table: string,
  rows: readonly (readonly Scalar[])[],
): Promise<void> {
  const appender = await writer.createAppender(table);
  for (const row of rows) {
    for (const [column, value] of row.entries()) appendOne(appender, column, value);
    appender.endRow();
  }
  appender.closeSync();
}

/** The column's type decides how a number goes in. */
function appendOne(appender: DuckDBAppender, column: number, value: Scalar): void {
  if (value === null) appender.appendNull();
  else if (typeof value === 'string') appender.appendVarchar(value);
  else if (typeof value === 'boolean') appender.appendBoolean(value);
  else appender.appendValue(value, appender.columnType(column));
}
