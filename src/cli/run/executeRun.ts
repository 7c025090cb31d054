/** Supervisor, orchestration and this run's end in one process, over whichever queue was opened. */
import type { Device, DeviceChoice } from '../../config/device.ts';
import { enqueueRun, type Enqueued } from '../../producer/enqueueRun.ts';
import type { RetryChoice } from '../../producer/startRetry.ts';
import type { Queues } from '../../queue/queues.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { openStore } from '../../storage/openStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { readRecords } from '../../storage/records.ts';
import { isToRetry } from '../../storage/leftToDo.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { startWorker } from '../../worker/startWorker.ts';
import type { Logger } from '../logger.ts';
import type { ProgressView } from '../progress/progress.ts';
import { runProgress, type Earlier } from '../progress/runProgress.ts';
import type { PreparedRun } from './prepareRun.ts';
import { untilEnd, type RunEnd } from './untilEnd.ts';

export interface ExecuteOptions extends PreparedRun {
  readonly queues: Queues;
  readonly destination: string;
  readonly run?: string | undefined;
  readonly retry?: RetryChoice | undefined;
  readonly engineThreads: number;
  readonly device: Device;
  readonly asked?: DeviceChoice;
  /** Folder for models that are fetched from a store. */
  readonly cache: string;
  readonly log: Logger;
  readonly view: ProgressView;
  /** Aborted: what is in hand is finished or handed back, and 'stopped' comes back. */
  readonly stop: AbortSignal;
}

export interface Executed {
  readonly state: Enqueued['state'];
  /** As it lies in the store now. */
  readonly file: RunFile;
  readonly end: RunEnd;
}

const startWords = { new: 'started', resumed: 'resumed', retried: 'retries its failed images' } as const;

/** Throws what planning and queue throw, and why the run failed for good where it did. */
export async function executeRun(options: ExecuteOptions): Promise<Executed> {
  const store = openStore(options.destination);
  const enqueued = await enqueueRun({ ...options, store, now: () => new Date() });
  const { state, file } = enqueued;
  if (state === 'finished') return { state, file, end: 'finished' };
  const { log, queues, destination } = options;
  const { run, images, shards } = file;
  const { job } = enqueued;
  const { engine } = file;
  const told = { run, job, destination, queue: queues.backend, images, shards, engine };
  log.info(told, `run ${startWords[state]}`);
  const end = await work(options, store, file, job);
  const after = (await readRunFile(store, run)) ?? file;
  log.info({ run, job, end, ...after.finished }, `run ${end}`);
  return { state, file: after, end };
}

async function work(
  options: ExecuteOptions,
  store: ObjectStore,
  file: RunFile,
  job: string,
): Promise<RunEnd> {
  const { queues, engineThreads, device, asked, log, view, stop } = options;
  const progress = runProgress(job, file.images, await earlierImages(store, file));
  view.show(progress.current());
  const worker = await startWorker({
    queues,
    engineThreads,
    device,
    ...(asked !== undefined && { asked }),
    cache: options.cache,
    executors: 1,
    log,
    onProgress: (event) => {
      log.debug(event, 'progress');
      progress.count(event);
      view.show(progress.current());
    },
  });
  try {
    return await untilEnd({ queues, store, run: file.run, job, log, stop });
  } finally {
    await worker.close();
    view.stop();
  }
}

async function earlierImages(store: ObjectStore, { run, retry }: RunFile): Promise<Earlier> {
  let images = 0;
  let failed = 0;
  for await (const counted of readRecords(store, run)) {
    if (isToRetry(counted, retry)) continue;
    images++;
    if (counted.record.status === 'failed') failed++;
  }
  return { images, failed };
}
