/** Shows how far an enqueued run is until it ends; others work on it. */
import { setTimeout as delay } from 'node:timers/promises';
import { CamlineError } from '../../errors.ts';
import type { QueueControl, QueuedRun } from '../../queue/queues.ts';
import { isComplete } from '../../storage/isComplete.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { ProgressView } from '../progress/progress.ts';
import type { RunEnd } from '../run/untilEnd.ts';

const pollMillis = 1_000;

export interface FollowOptions {
  readonly control: QueueControl;
  readonly store: ObjectStore;
  readonly file: RunFile;
  /** Id of the run's job. */
  readonly job: string;
  readonly view: ProgressView;
  readonly stop: AbortSignal;
}

/** Throws CANCELLED, or what made the run fail for good. */
export async function follow({ control, store, file, job, view, stop }: FollowOptions): Promise<RunEnd> {
  let earlier: number | undefined;
  while (!stop.aborted) {
    const queued = (await control.listRuns()).find(({ id }) => id === job);
    if (queued?.state === 'failed') {
      throw new CamlineError('ENGINE_FAILED', `Run "${file.run}" failed: ${queued.failure}`);
    }
    if (queued?.cancelled === true) throw new CamlineError('CANCELLED', `Run "${file.run}" was cancelled.`);
    const now = await readRunFile(store, file.run);
    if (now !== undefined && (await isComplete(store, now))) return 'finished';
    if (queued !== undefined) {
      const done = imagesDone(file, queued);
      earlier ??= done;
      view.show({ total: file.images, done, failed: 0, earlier });
    }
    await delay(pollMillis, undefined, { signal: stop }).catch(() => undefined);
  }
  return 'stopped';
}

/** By shards, of which the last may be smaller; records tell of single images when the run has ended. */
export const imagesDone = (
  { images, request }: Pick<RunFile, 'images' | 'request'>,
  { shardsLeft }: Pick<QueuedRun, 'shardsLeft'>,
): number => Math.max(0, images - shardsLeft * request.shardSize);
