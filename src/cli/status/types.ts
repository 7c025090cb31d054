import type { Tally } from '../../producer/tally.ts';
import type { WorkerBeat } from '../../queue/beats.ts';
import type { QueuedRun } from '../../queue/queues.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { Outlook } from '../../queue/outlook.ts';

export interface RunStatus {
  readonly queued: QueuedRun;
  /** Null where the store cannot be read from here. */
  readonly file: RunFile | null;
  readonly images: number;
  /** By records where they were counted, else by shards; null of a run that was cancelled, whose shards end without records. */
  readonly done: number | null;
  readonly outlook: Outlook;
  /** By images; of a run that was asked for by name. */
  readonly records: Tally | null;
}

export interface Status {
  readonly paused: boolean;
  readonly runs: readonly RunStatus[];
  readonly workers: readonly WorkerBeat[];
}
