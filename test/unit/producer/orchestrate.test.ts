import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ErrorCode, PlainError } from '../../../src/errors.ts';
import { orchestrate } from '../../../src/producer/orchestrate.ts';
import { planRun } from '../../../src/producer/planRun.ts';
import { startRetry } from '../../../src/producer/startRetry.ts';
import { runJobId, type RunJob } from '../../../src/queue/jobs.ts';
import type { RunHandle } from '../../../src/queue/queues.ts';
import { failedRecord } from '../../../src/storage/failedRecord.ts';
import { keys } from '../../../src/storage/keys.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import { readRunFile } from '../../../src/storage/readRunFile.ts';
import { encodeRecords, readRecords } from '../../../src/storage/records.ts';
import { writeRunFile } from '../../../src/storage/writeRunFile.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const entry = (index: number) => ({ key: `${String(index).padStart(6, '0')}.jpg`, bytes: 1 });

/** A planned run over a real store, and a handle that remembers what the orchestration asked of the queue. */
async function bundle(images: number, failures: ReadonlyMap<number, PlainError> = new Map()) {
  const store = openStore(temporaryFolder());
  const request = smallRequest({ shardSize: 1 });
  const engine = { name: 'onnx', version: '1', device: 'cpu' };
  async function* entries() {
    for (let index = 0; index < images; index++) yield entry(index);
  }
  const resolved = { layers: ['layer4'], classCount: 10, engine, notes: [] };
  const { file } = await planRun({ store, request, resolved, run: 'night', entries: entries(), now });
  const log: string[] = [];
  const state = {
    job: {
      run: 'night',
      destination: store.location,
      request,
      createdAt: file.createdAt,
      generation: 0,
      shards: file.shards,
      next: 0,
      step: 'add',
      repeats: 0,
    } as RunJob,
    added: [] as number[],
    waiting: true,
    cancelled: false,
    reportFails: false,
    /** Told what was added, as workers would be. */
    onAdded: (_shards: readonly number[]): void | Promise<unknown> => undefined,
  };
  const handle: RunHandle = {
    get id() {
      return runJobId(state.job);
    },
    isCancelled: async () => state.cancelled,
    get job() {
      return state.job;
    },
    update: async (job) => {
      state.job = job;
      log.push(`update ${job.step} ${job.next}`);
    },
    addShards: async (shards) => {
      state.added.push(...shards);
      log.push(`add ${shards.length}`);
      await state.onAdded(shards);
    },
    waitForShards: async () => (state.waiting ? 'waiting' : 'done'),
    shardFailure: async (shard) => failures.get(shard),
  };
  const reports: string[] = [];
  /** What `run.json` said about the end when the report was written. */
  const finishedAtReport: unknown[] = [];
  const writeReport = async (_store: unknown, run: string) => {
    finishedAtReport.push((await readRunFile(store, run))?.finished);
    if (state.reportFails) throw new Error('disk full');
    reports.push(run);
  };
  const run = orchestrate({ openStore, writeReport, now });
  const record = (shard: number, generation = 0, code: ErrorCode = 'IMAGE_EMPTY') =>
    store.putNew(
      keys.record('night', shard, generation),
      encodeRecords([failedRecord(entry(shard).key, { code, message: 'empty' })]),
    );
  return {
    store,
    state,
    handle,
    log,
    reports,
    finishedAtReport,
    record,
    run: () => run(handle, new AbortController().signal),
  };
}

const now = () => new Date('2026-11-24T00:00:00Z');

test('adds shards in chunks of 1000, stores the offset after each, and parks', async () => {
  const { run, log, state } = await bundle(2500);
  await run();
  expect(log).toEqual([
    'add 1000',
    'update add 1000',
    'add 1000',
    'update add 2000',
    'add 500',
    'update add 2500',
    'update wait 2500',
  ]);
  expect(state.added).toEqual(Array.from({ length: 2500 }, (_, shard) => shard));
});

test('goes on at the stored offset, and leaves out shards that have a record', async () => {
  const { run, state, record } = await bundle(1500);
  await record(1200);
  state.job = { ...state.job, next: 1000 };
  await run();
  expect(state.added).toEqual(
    Array.from({ length: 500 }, (_, i) => 1000 + i).filter((shard) => shard !== 1200),
  );
});

test('a chunk that did not arrive leaves the offset where it was', async () => {
  const { run, handle, state } = await bundle(1500);
  const { addShards } = handle;
  handle.addShards = async (shards) => {
    if (shards[0] === 1000) throw new Error('queue gone');
    await addShards(shards);
  };
  await expect(run()).rejects.toThrow('queue gone');
  expect(state.job).toMatchObject({ step: 'add', next: 1000 });
});

test('counts, writes run.json and the report when every shard has ended; again changes nothing', async () => {
  const { run, state, store, record, reports } = await bundle(3);
  for (const shard of [0, 1, 2]) await record(shard);
  state.waiting = false;
  await run();
  const file = await readRunFile(store, 'night');
  expect(file?.finished).toEqual({
    at: now().toISOString(),
    ok: 0,
    failed: 3,
    failedByCode: { IMAGE_EMPTY: 3 },
  });
  const address = store.address(keys.run('night'));
  const before = { bytes: readFileSync(address), at: statSync(address).mtimeMs };
  await run();
  expect({ bytes: readFileSync(address), at: statSync(address).mtimeMs }).toEqual(before);
  expect(reports).toEqual(['night', 'night']);
});

test('the report comes before run.json says that the run is finished', async () => {
  const { run, state, store, record, finishedAtReport } = await bundle(1);
  await record(0);
  state.waiting = false;
  state.reportFails = true;
  await expect(run()).rejects.toThrow('disk full');
  expect((await readRunFile(store, 'night'))?.finished).toBeNull();
  state.reportFails = false;
  await run();
  expect(finishedAtReport).toEqual([null, null]);
  expect((await readRunFile(store, 'night'))?.finished).toMatchObject({ failed: 1 });
});

test('a shard whose job failed for good is recorded with its reason: the sum closes', async () => {
  const reason = { code: 'ENGINE_FAILED', message: 'overflow' } as const;
  const { run, state, store, record } = await bundle(3, new Map([[1, reason]]));
  await record(0);
  await record(2);
  state.waiting = false;
  await run();
  const file = await readRunFile(store, 'night');
  expect(file?.finished).toMatchObject({
    ok: 0,
    failed: 3,
    failedByCode: { ENGINE_FAILED: 1, IMAGE_EMPTY: 2 },
  });
  const records = [];
  for await (const { record: read } of readRecords(store, 'night')) records.push(read);
  expect(records.map(({ key }) => key)).toEqual([0, 1, 2].map((index) => entry(index).key));
  expect(records[1]).toMatchObject({ status: 'failed', ...reason });
});

test('shards without record and without failure were not tried: they are added again, and no image is blamed', async () => {
  const { run, state, store, record } = await bundle(3);
  state.job = { ...state.job, step: 'wait', next: 3 };
  state.waiting = false;
  await record(1);
  state.onAdded = (shards) => Promise.all(shards.map((shard) => record(shard)));
  await run();
  expect(state.added).toEqual([0, 2]);
  expect((await readRunFile(store, 'night'))?.finished).toMatchObject({ failedByCode: { IMAGE_EMPTY: 3 } });
});

test('records that vanish again and again end the run without a record in their place', async () => {
  const { run, state, store } = await bundle(2);
  state.waiting = false;
  await expect(run()).rejects.toMatchObject({ code: 'RUN_INCOMPLETE' });
  expect(state.added).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  expect(await store.has(keys.record('night', 0))).toBe(false);
});

test('a job of a run that was begun anew since is given up', async () => {
  const { run, state, store } = await bundle(2);
  const file = (await readRunFile(store, 'night'))!;
  await writeRunFile(store, { ...file, createdAt: '2027-01-01T00:00:00.000Z' });
  await expect(run()).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
  expect(state.added).toEqual([]);
});

describe('a retry', () => {
  /** A finished run of four shards of one image each: 0 and 2 empty, 1 crashed, 3 corrupt. */
  async function finished(codes: readonly string[] | null) {
    const given = await bundle(4);
    const codesOf = ['IMAGE_EMPTY', 'WORKER_CRASHED', 'IMAGE_EMPTY', 'IMAGE_CORRUPT'] as const;
    for (const [shard, code] of codesOf.entries()) await given.record(shard, 0, code);
    given.state.waiting = false;
    await given.run();
    const before = (await readRunFile(given.store, 'night'))!;
    const file = await startRetry(given.store, before, { codes });
    given.state.job = { ...given.state.job, step: 'add', next: 0, generation: 1 };
    return { ...given, before, file };
  }

  test('adds the shards that hold such images, and counts what it recorded', async () => {
    const { run, state, store, record, file } = await finished(['IMAGE_EMPTY', 'WORKER_CRASHED']);
    expect(file).toMatchObject({ retry: { generation: 1 }, finished: null });
    await record(0, 1, 'TIMEOUT');
    state.onAdded = (shards) => Promise.all(shards.map((shard) => record(shard, 1, 'TIMEOUT')));
    await run();
    expect(state.added).toEqual([1, 2]);
    expect((await readRunFile(store, 'night'))?.finished).toMatchObject({
      failed: 4,
      failedByCode: { IMAGE_CORRUPT: 1, TIMEOUT: 3 },
    });
    expect(await store.has(keys.record('night', 3, 1))).toBe(false);
  });

  test('is the next generation each time, and goes on where one is under way', async () => {
    const { store, file, before } = await finished(null);
    expect(await startRetry(store, file, { codes: null })).toBe(file);
    const again = await startRetry(store, { ...file, finished: before.finished }, { codes: null });
    expect(again.retry).toEqual({ generation: 2, codes: null });
  });

  test('is none where no image failed so', async () => {
    const { store, before } = await finished(null);
    expect(await startRetry(store, before, { codes: ['TIMEOUT'] })).toBe(before);
    const allOk = { ...before, finished: { ...before.finished!, failed: 0, failedByCode: {} } };
    expect(await startRetry(store, allOk, { codes: null })).toBe(allOk);
  });
});

test.each(['MODEL_CHANGED', 'STORE_UNAVAILABLE', 'WORKER_STOPPED'] as const)(
  '%s blames no image: the run fails and can be taken up again',
  async (code) => {
    const { run, state, store } = await bundle(2, new Map([[1, { code, message: 'why' }]]));
    state.waiting = false;
    await expect(run()).rejects.toMatchObject({ code, message: 'why' });
    expect((await readRunFile(store, 'night'))?.finished).toBeNull();
    expect(await store.has(keys.record('night', 1))).toBe(false);
  },
);

test('records of another manifest are refused', async () => {
  const { run, state, store } = await bundle(1);
  await store.putNew(
    keys.record('night', 0),
    encodeRecords([failedRecord('other.jpg', { code: 'IMAGE_EMPTY', message: '' })]),
  );
  state.waiting = false;
  await expect(run()).rejects.toMatchObject({ code: 'RUN_INCOMPLETE' });
});
