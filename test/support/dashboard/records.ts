/** Runs of made-up records in a store, as a worker would have written them. */
import type { RunRequest } from '../../../src/config/runRequest.ts';
import { keys } from '../../../src/storage/keys.ts';
import type { ObjectStore } from '../../../src/storage/objectStore.ts';
import type { FailedRecord, OkRecord, RunRecord } from '../../../src/storage/record.ts';
import { encodeRecords } from '../../../src/storage/records.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { writeRunFile } from '../../../src/storage/writeRunFile.ts';
import { explained, failedRecord as plainFailedRecord, okRecord as plainOkRecord } from '../records.ts';
import { smallRequest } from '../runRequest.ts';

export const runFile = (
  run: string,
  changes: Partial<RunFile> = {},
  request: Partial<RunRequest> = {},
): RunFile => ({
  run,
  request: smallRequest(request),
  requestHash: '0'.repeat(64),
  camline: '0.1.0',
  recordSchema: 1,
  engine: { name: 'onnx', version: '1', device: 'cpu' },
  layers: ['head'],
  classCount: 10,
  notes: [],
  images: 0,
  shards: 0,
  createdAt: '2026-01-31T00:00:00.000Z',
  retry: null,
  finished: null,
  ...changes,
});

/** Class 3 of ten with probability 0.75, unless told otherwise. */
export const okRecord = (key: string, changes: Partial<OkRecord> = {}): OkRecord =>
  plainOkRecord(key, {
    sha256: 'ab',
    top5: [
      { index: 3, name: 'tabby', probability: 0.75 },
      { index: 4, name: 'tiger', probability: 0.125 },
    ],
    explanations: [explained({ class: 3, rawMin: 0, rawMax: 1, energy: 0.25, entropy: 12 })],
    ...changes,
  });

export const failedRecord = (key: string, code = 'IMAGE_CORRUPT', message = 'damaged'): FailedRecord =>
  plainFailedRecord(key, code, message);

/** Shards as given; the run is finished unless `changes` say otherwise. */
export async function writeRun(
  store: ObjectStore,
  run: string,
  shards: readonly (readonly RunRecord[])[],
  changes: Partial<RunFile> = {},
  request: Partial<RunRequest> = {},
): Promise<RunFile> {
  for (const [shard, records] of shards.entries()) await writeShard(store, run, shard, records);
  const records = shards.flat();
  const codes = records.flatMap((record) => (record.status === 'failed' ? [record.code] : []));
  const finished = {
    at: '2026-01-31T01:00:00.000Z',
    ok: records.length - codes.length,
    failed: codes.length,
    failedByCode: Object.fromEntries(
      [...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length]),
    ),
  };
  const file = runFile(run, { images: records.length, shards: shards.length, finished, ...changes }, request);
  await writeRunFile(store, file);
  return file;
}

export async function writeShard(
  store: ObjectStore,
  run: string,
  shard: number,
  records: readonly RunRecord[],
  generation = 0,
): Promise<void> {
  await store.putNew(keys.record(run, shard, generation), encodeRecords(records));
}
