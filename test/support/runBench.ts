/**
 * One run in this process, as `camline run` puts it together, with the built package (executors are processes) and with
 * its events at hand: embedded queue, directory store, a network of random weights, small noisy photographs.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/lib/paths.mjs';
import type { RunRequest } from '../../src/config/runRequest.ts';
import type { RunRecord } from '../../src/storage/record.ts';
import type { RunFile } from '../../src/storage/runFile.ts';
import type { ProgressEvent } from '../../src/worker/progress.ts';
import { miniResnet } from './cli.ts';
import { compared, filesBelow } from './results.ts';
import { smallRequest } from './runRequest.ts';

const built = <T>(file: string): Promise<T> =>
  import(pathToFileURL(join(root, 'dist', file)).href) as Promise<T>;

const { openQueues } = await built<typeof import('../../src/queue/openQueues.ts')>('queue/openQueues.js');
const { openStore } = await built<typeof import('../../src/storage/openStore.ts')>('storage/openStore.js');
const { readRecords } = await built<typeof import('../../src/storage/records.ts')>('storage/records.js');
const { readRunFile } =
  await built<typeof import('../../src/storage/readRunFile.ts')>('storage/readRunFile.js');
const { enqueueRun } =
  await built<typeof import('../../src/producer/enqueueRun.ts')>('producer/enqueueRun.js');
const { orchestrate } =
  await built<typeof import('../../src/producer/orchestrate.ts')>('producer/orchestrate.js');
const { startWorker } =
  await built<typeof import('../../src/worker/startWorker.ts')>('worker/startWorker.js');

export const miniResnetModel = (): RunRequest['model'] => ({
  path: miniResnet,
  sha256: createHash('sha256').update(readFileSync(miniResnet)).digest('hex'),
});

export interface BenchOptions {
  /** Holds "photos"; queue and results go there too. */
  readonly folder: string;
  /** Folder of results in `folder`. */
  readonly out?: string;
  readonly request?: Partial<RunRequest>;
  /** Sees each event as it happens. */
  readonly onProgress?: (event: ProgressEvent, worker: { close(): Promise<void> } | undefined) => void;
  readonly run?: string;
}

export interface BenchResult {
  readonly file: RunFile;
  readonly records: readonly RunRecord[];
  readonly events: readonly ProgressEvent[];
  /** Folder of the run's results. */
  readonly place: string;
}

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Resolves when the run's report would be written, rejects with what made the run fail. */
export async function runOnBench(options: BenchOptions): Promise<BenchResult> {
  const { folder, out = 'out', run = 'bench' } = options;
  const destination = join(folder, out);
  const request = smallRequest({
    source: { kind: 'directory', path: join(folder, 'photos') },
    model: miniResnetModel(),
    ...options.request,
  });
  const queues = await openQueues({ home: join(folder, 'home') });
  const store = openStore(destination);
  const events: ProgressEvent[] = [];
  let worker: { close(): Promise<void> } | undefined;
  try {
    const engine = { name: 'onnx', version: '1', device: 'cpu' };
    const resolved = { layers: [], classCount: 10, engine, notes: [] };
    const now = (): Date => new Date();
    await enqueueRun({ queues, store, destination, request, run, resolved, now });
    let finish!: () => void;
    let fail!: (error: unknown) => void;
    const ended = new Promise<void>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
    const handler = orchestrate({ openStore, writeReport: async () => finish(), now });
    const watched: typeof handler = async (handle, signal) => {
      try {
        await handler(handle, signal);
      } catch (error) {
        fail(error);
        throw error;
      }
    };
    await queues.consumeRuns(watched, { concurrency: 1, onError: () => undefined });
    const onProgress = (event: ProgressEvent): void => {
      events.push(event);
      options.onProgress?.(event, worker);
    };
    worker = await startWorker({
      queues,
      engineThreads: 1,
      device: 'cpu',
      executors: 1,
      cache: join(folder, 'models'),
      log: silent,
      onProgress,
    });
    await ended;
  } finally {
    await worker?.close();
    await queues.close();
  }
  const records: RunRecord[] = [];
  for await (const { record } of readRecords(store, run)) records.push(record);
  return { file: (await readRunFile(store, run))!, records, events, place: join(destination, 'runs', run) };
}

/**
 * Files of a run below `place` with the hash of their bytes, without what may differ between two runs of the same: times,
 * and what a killed process had begun to write.
 */
export function resultBytes(place: string): Record<string, string> {
  const results = [...filesBelow(place)].filter(
    ([key]) => compared.test(key) && !key.includes('.camline-tmp-'),
  );
  return Object.fromEntries(
    results.map(([key, bytes]) => [key, createHash('sha256').update(bytes).digest('hex')]),
  );
}
