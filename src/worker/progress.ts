/** What a worker tells while it works; `job` is the id of the run's job. Counts of a run come from its records; these events are for those who watch. */
import type { StageTimes } from './stages.ts';

export type ProgressEvent =
  /** An image is about to be explained alone (careful mode) in the executor of that process id. */
  | {
      readonly kind: 'imageStarted';
      readonly job: string;
      readonly shard: number;
      readonly key: string;
      readonly pid: number;
    }
  /** Told again for the same key where a shard is repeated after a transient error. */
  | {
      readonly kind: 'image';
      readonly job: string;
      readonly shard: number;
      readonly key: string;
      readonly status: 'ok';
    }
  | {
      readonly kind: 'image';
      readonly job: string;
      readonly shard: number;
      readonly key: string;
      readonly status: 'failed';
      readonly code: string;
      readonly message: string;
    }
  /** The shard's record is in the store; `by` another worker where that was faster. */
  | {
      readonly kind: 'shard';
      readonly job: string;
      readonly shard: number;
      readonly ok: number;
      readonly failed: number;
      readonly by: 'us' | 'another';
    }
  /** A job was handed out for a shard that has its record already. */
  | { readonly kind: 'shardSkipped'; readonly job: string; readonly shard: number }
  | { readonly kind: 'executorStarted'; readonly pid: number }
  /** The executor is gone; its shards go on, one image at a time, in a new one. */
  | { readonly kind: 'executorDied'; readonly pid: number; readonly how: string }
  /** Once, when the worker closes. */
  | { readonly kind: 'summary'; readonly stages: StageTimes; readonly engineIdleShare: number };

export type OnProgress = (event: ProgressEvent) => void;
