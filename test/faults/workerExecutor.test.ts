/** What happens when an executor dies: natively, by a signal, by hanging. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import type { ProgressEvent } from '../../src/worker/progress.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { resultBytes, runOnBench, type BenchResult } from '../support/runBench.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// Processes are started and models opened: seconds on a quiet machine, minutes on a busy one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const preload = pathToFileURL(join(root, 'test/support/deadlyImages.mjs')).href;

afterEach(() => {
  delete process.env['NODE_OPTIONS'];
});

const deaths = ({ events }: BenchResult) => events.filter((event) => event.kind === 'executorDied');
const announced = ({ events }: BenchResult) =>
  events.flatMap((event) => (event.kind === 'imageStarted' ? [event.key] : []));

test('an executor killed in the middle: the run ends by itself, complete, with the bytes of one undisturbed', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(40));
  const request = { shardSize: 20, methods: ['gradcam', 'ablationcam'] };
  const undisturbed = await runOnBench({ folder, request, out: 'undisturbed' });

  let pid = 0;
  let killed = false;
  const onProgress = (event: ProgressEvent): void => {
    if (event.kind === 'executorStarted') pid = event.pid;
    if (event.kind !== 'image' || killed) return;
    killed = true;
    process.kill(pid, 'SIGKILL');
  };
  const disturbed = await runOnBench({ folder, request, out: 'disturbed', onProgress });
  expect(deaths(disturbed)).toEqual([expect.objectContaining({ how: 'was killed by SIGKILL' })]);
  expect(disturbed.file.finished).toMatchObject({ ok: 40, failed: 0 });
  expect(announced(disturbed).length).toBeGreaterThan(10);
  expect(resultBytes(disturbed.place)).toEqual(resultBytes(undisturbed.place));
});

test('an image that kills its executor each time costs itself; two shards in flight do not blame each other', async () => {
  const folder = temporaryFolder();
  const names = numbered(16).map((name, index) =>
    index === 5 || index === 12 ? `${name.slice(0, 3)}crash.jpg` : name,
  );
  await makePhotos(join(folder, 'photos'), names);
  process.env['NODE_OPTIONS'] = `--import=${preload}`;
  const result = await runOnBench({ folder, request: { shardSize: 8 } });
  const failed = result.records.filter(({ status }) => status === 'failed');
  expect(failed).toEqual(
    ['005crash.jpg', '012crash.jpg'].map(
      (key) => expect.objectContaining({ key, code: 'WORKER_CRASHED' }) as object,
    ),
  );
  expect(failed[0]).toMatchObject({ message: expect.stringContaining('SIGSEGV') as string });
  expect(result.file.finished).toMatchObject({ ok: 14, failed: 2 });
  expect(deaths(result).length).toBeLessThanOrEqual(6);
});

test('executors that are killed from outside, each with another image in hand: no image is blamed', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(6));
  const hit = new Set<string>();
  let starts = 0;
  const onProgress = (event: ProgressEvent): void => {
    if (event.kind === 'executorStarted' && starts++ === 0) process.kill(event.pid, 'SIGKILL');
    if (event.kind !== 'imageStarted' || hit.size === 3 || hit.has(event.key)) return;
    hit.add(event.key);
    process.kill(event.pid, 'SIGKILL');
  };
  const result = await runOnBench({ folder, request: { shardSize: 6 }, onProgress });
  expect(hit.size).toBe(3);
  expect(result.file.finished).toMatchObject({ ok: 6, failed: 0 });
});

test('an image that hangs is failed after its time, and the rest goes on', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), ['0.jpg', '1hang.jpg', '2.jpg']);
  process.env['NODE_OPTIONS'] = `--import=${preload}`;
  const result = await runOnBench({ folder, request: { shardSize: 8, imageTimeoutSeconds: 0.5 } });
  expect(result.records.map((record) => (record.status === 'failed' ? record.code : 'ok'))).toEqual([
    'ok',
    'TIMEOUT',
    'ok',
  ]);
  expect(result.records[1]).toMatchObject({ message: expect.stringContaining('0.5') as string });
});

test('a worker that is closed hands its executor’s process back to the system', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(4));
  const { events } = await runOnBench({ folder });
  const pids = events.flatMap((event) => (event.kind === 'executorStarted' ? [event.pid] : []));
  expect(pids).toHaveLength(1);
  expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
});
