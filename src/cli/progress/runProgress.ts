import type { ProgressEvent } from '../../worker/progress.ts';
import type { Progress } from './progress.ts';

/** What had its record before this process started. */
export interface Earlier {
  readonly images: number;
  readonly failed: number;
}

/**
 * Counts a worker's events of one run, given by its job's id. Images of a shard in hand are counted as they come, each key once; when the shard's
 * record is written, its figures take their place.
 */
export function runProgress(job: string, total: number, earlier: Earlier): RunProgress {
  const inHand = new Map<number, Map<string, 'ok' | 'failed'>>();
  let done = earlier.images;
  let failed = earlier.failed;

  const current = (): Progress => {
    const statuses = [...inHand.values()].flatMap((images) => [...images.values()]);
    return {
      total,
      done: done + statuses.length,
      failed: failed + statuses.filter((status) => status === 'failed').length,
      earlier: earlier.images,
    };
  };
  const count = (event: ProgressEvent): void => {
    if (event.kind !== 'image' && event.kind !== 'shard') return;
    if (event.job !== job) return;
    if (event.kind === 'image') {
      const images = inHand.get(event.shard) ?? new Map<string, 'ok' | 'failed'>();
      inHand.set(event.shard, images.set(event.key, event.status));
    } else {
      inHand.delete(event.shard);
      done += event.ok + event.failed;
      failed += event.failed;
    }
  };
  return { count, current };
}

export interface RunProgress {
  count(event: ProgressEvent): void;
  current(): Progress;
}
