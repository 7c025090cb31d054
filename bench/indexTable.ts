/**
 * A run's `index.parquet`: how long it takes to write and how large it is, and the question of docs/reading-results.md asked of it
 * by DuckDB and by Python's pyarrow, whose answers must be the same.
 *
 *   npm run bench -- indexTable [--images 200000]
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IndexTable } from '../src/report/indexTable.ts';
import type { RunRecord } from '../src/storage/record.ts';
import { explained, failedRecord, okRecord } from '../test/support/records.ts';
import { askPython } from './lib/askPython.ts';
import { count } from './lib/count.ts';
import { median } from './lib/statistics.ts';

const { values } = parseArgs({ options: { images: { type: 'string', default: '200000' } } });
const images = count(values.images, 'images');
const times = 5;
const classes = 1000;
const millis = (seconds: readonly number[]): string => `${(1000 * median(seconds)).toFixed(0)} ms`;

/** Two methods an image; every thousandth fails, every fiftieth map is flat. */
function record(at: number): RunRecord {
  const key = `train/n${String(at % classes).padStart(8, '0')}/image-${at}.jpg`;
  if (at % 1000 === 999) return failedRecord(key, 'IMAGE_CORRUPT');
  const index = (at * 7) % classes;
  return okRecord(key, {
    top5: [{ index, name: `class ${index}`, probability: ((at * 37) % 1000) / 1000 }],
    explanations: ['gradcam', 'scorecam'].map((method) =>
      explained({ method, class: index, flat: at % 50 === 0, entropy: 8 + ((at * 11) % 1709) / 300 }),
    ),
  });
}

const folder = mkdtempSync(join(tmpdir(), 'camline-bench-'));
try {
  const path = join(folder, 'index.parquet');
  const rows = await write(path);
  const duck = await byDuckDb(path);
  const arrow = byPyarrow(path);
  if (arrow.rows !== rows) throw new Error(`pyarrow read ${arrow.rows} rows of ${rows}.`);
  compare(duck.answer, arrow.answer);
  console.log(`DuckDB: the question in ${millis(duck.seconds)}`);
  console.log(
    `pyarrow: all ${arrow.columns} columns in ${millis(arrow.wholeSeconds)}, the question with pandas in ${millis(arrow.answerSeconds)}`,
  );
  console.log(`the same answer: ${duck.answer.length} classes`);
} finally {
  rmSync(folder, { recursive: true });
}

interface Row {
  readonly class: number;
  readonly images: number;
  readonly entropy: number;
}

async function write(path: string): Promise<number> {
  const start = performance.now();
  const table = new IndexTable(null);
  for (let at = 0; at < images; at++) {
    await table.add({ record: record(at), shard: Math.floor(at / 32), generation: 0, line: at % 32 });
  }
  const bytes = await table.finish();
  writeFileSync(path, bytes);
  const seconds = (performance.now() - start) / 1000;
  const rows = 2 * images - Math.floor(images / 1000);
  console.log(
    `${rows} rows of ${images} images written in ${seconds.toFixed(1)} s, ${(bytes.length / rows).toFixed(1)} bytes a row`,
  );
  return rows;
}

async function byDuckDb(path: string): Promise<{ answer: Row[]; seconds: number[] }> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const seconds: number[] = [];
  let answer: Row[] = [];
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    answer = await question(connection, path);
    seconds.push((performance.now() - start) / 1000);
  }
  connection.closeSync();
  instance.closeSync();
  return { answer, seconds };
}

async function question(connection: DuckDBConnection, path: string): Promise<Row[]> {
  const read = await connection.runAndReadAll(
    `SELECT top1 AS class, count(*) AS images, round(avg(entropy), 4) AS entropy FROM '${path}'
     WHERE method = 'gradcam' AND NOT flat GROUP BY top1 ORDER BY images DESC, class`,
  );
  return read.getRowObjectsJson().map((row) => ({
    class: Number(row['class']),
    images: Number(row['images']),
    entropy: Number(row['entropy']),
  }));
}

interface ByPyarrow {
  readonly rows: number;
  readonly columns: number;
  readonly answer: readonly Row[];
  readonly wholeSeconds: readonly number[];
  readonly answerSeconds: readonly number[];
}

function byPyarrow(path: string): ByPyarrow {
  return askPython('indexTable/read.py', [path, String(times)]) as ByPyarrow;
}

/** Means that end in a 5 may be rounded either way. */
function compare(duck: readonly Row[], arrow: readonly Row[]): void {
  const isSame = (one: Row, other: Row | undefined): boolean =>
    one.class === other?.class &&
    one.images === other.images &&
    Math.abs(one.entropy - other.entropy) < 1.5e-4;
  const different = duck.findIndex((row, at) => !isSame(row, arrow[at]));
  if (different < 0 && duck.length === arrow.length) return;
  throw new Error(
    `DuckDB and pyarrow differ: ${JSON.stringify(duck[different])} and ${JSON.stringify(arrow[different])}.`,
  );
}
