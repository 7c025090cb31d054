import { expect, test } from 'vitest';
import { requestHash } from '../../../src/config/runRequest.ts';
import { version } from '../../../src/config/version.ts';
import type { RunJob } from '../../../src/queue/jobs.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { writeRunFile } from '../../../src/storage/writeRunFile.ts';
import { runContexts } from '../../../src/worker/runContexts.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function bundle(changes: Partial<RunFile> = {}) {
  const store = openStore(temporaryFolder());
  const request = smallRequest();
  await writeRunFile(store, {
    run: 'night',
    request,
    requestHash: requestHash(request),
    camline: version,
    recordSchema: 1,
    engine: { name: 'onnx', version: '1', device: 'cpu' },
    layers: [],
    classCount: 10,
    notes: [],
    images: 1,
    shards: 1,
    createdAt: '2026-11-24T00:00:00.000Z',
    retry: null,
    finished: null,
    ...changes,
  });
  const job: RunJob = {
    run: 'night',
    destination: store.location,
    request,
    createdAt: '2026-11-24T00:00:00.000Z',
    generation: 0,
    shards: 1,
    next: 0,
    step: 'wait',
    repeats: 0,
  };
  let asked = 0;
  const contextOf = runContexts({
    findRun: async (run) => {
      asked++;
      return run === 'night' ? job : undefined;
    },
  });
  return { contextOf, asked: () => asked };
}

test('a run is looked up once for all of its shards', async () => {
  const { contextOf, asked } = await bundle();
  const [first, second] = await Promise.all([contextOf('night'), contextOf('night')]);
  expect(first).toBe(second);
  expect(asked()).toBe(1);
});

test('a run that the queue does not know is looked up again the next time', async () => {
  const { contextOf, asked } = await bundle();
  await expect(contextOf('day')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  await expect(contextOf('day')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  expect(asked()).toBe(2);
});

test.each([
  ['another request', { requestHash: 'f'.repeat(64) }],
  ['another major version', { camline: '999.0.0' }],
  ['another start', { createdAt: '2026-11-25T00:00:00.000Z' }],
  ['another generation', { retry: { generation: 1, codes: null } }],
])('a run of %s is refused', async (_what, changes) => {
  const { contextOf } = await bundle(changes);
  await expect(contextOf('night')).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
});
