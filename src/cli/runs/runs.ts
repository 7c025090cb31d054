/** What can be done to a run that was enqueued before. Each gives the line that tells of it. */
import { existingRun } from '../../producer/existingRun.ts';
import { queueRun } from '../../producer/queueRun.ts';
import { startRetry } from '../../producer/startRetry.ts';
import type { QueueControl } from '../../queue/queues.ts';
import { isComplete } from '../../storage/isComplete.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { openStore } from '../../storage/openStore.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { CamlineError } from '../../errors.ts';
import { findQueued } from './findQueued.ts';

export interface PlaceOptions {
  /** Where the results lie; absent: as the queue knows. */
  readonly to?: string;
}

interface Found {
  readonly destination: string;
  readonly store: ObjectStore;
  readonly file: RunFile;
}

/** Queue and store may have forgotten a run independently of each other: the store is what counts. */
async function find(control: QueueControl, name: string, { to }: PlaceOptions): Promise<Found> {
  const queued = to === undefined ? findQueued(await control.listRuns(), name).job : undefined;
  const store = openStore(queued?.destination ?? to!);
  return { destination: store.location, store, file: await existingRun(store, queued?.run ?? name) };
}

export async function resume(control: QueueControl, name: string, options: PlaceOptions): Promise<string> {
  const { destination, store, file } = await find(control, name, options);
  if (await isComplete(store, file)) return `run ${file.run} is finished: nothing to do`;
  await queueRun(control, destination, file);
  return `run ${file.run} is in the queue`;
}

export async function retry(
  control: QueueControl,
  name: string,
  { codes, ...place }: PlaceOptions & { readonly codes: readonly string[] | null },
): Promise<string> {
  const { destination, store, file } = await find(control, name, place);
  if (file.finished === null) {
    throw new CamlineError(
      'RUN_INCOMPLETE',
      `Run "${file.run}" is not finished: its failed images can be tried again once it is. See: camline status ${file.run}`,
    );
  }
  const next = await startRetry(store, file, { codes });
  if (next === file)
    return `run ${file.run} has no image that failed ${codes === null ? '' : `with ${codes.join(' or ')}`}`.trimEnd();
  await queueRun(control, destination, next);
  const { failedByCode } = file.finished;
  const images = Object.entries(failedByCode)
    .filter(([code]) => codes === null || codes.includes(code))
    .reduce((sum, [, count]) => sum + count, 0);
  return `run ${file.run}: ${images} failed images are tried again`;
}

export async function cancel(control: QueueControl, name: string): Promise<string> {
  const { id, job, state } = findQueued(await control.listRuns(), name);
  if (state === 'ended') return `run ${job.run} has ended already`;
  await control.cancelRun(id);
  return `run ${job.run} is cancelled; what is recorded stays, and camline resume ${job.run} goes on with the rest`;
}

export async function pause(control: QueueControl): Promise<string> {
  await control.pause();
  return 'paused: shards in hand are finished, no other is taken until camline unpause';
}

export async function unpause(control: QueueControl): Promise<string> {
  await control.unpause();
  return 'workers take shards again';
}
