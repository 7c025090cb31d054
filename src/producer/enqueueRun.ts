import type { Queues } from '../queue/queues.ts';
import { keys } from '../storage/keys.ts';
import type { RunFile } from '../storage/runFile.ts';
import { planRun, type PlanOptions } from './planRun.ts';

export interface EnqueueOptions extends PlanOptions {
  readonly queues: Queues;
  /** As given to `openStore`: workers open it again. */
  readonly destination: string;
}

export interface Enqueued {
  readonly file: RunFile;
  /** 'finished': every image has its record and the report is there, so nothing was put into the queue. */
  readonly state: 'new' | 'resumed' | 'finished';
}

/** Freezes the run, or takes it up where it stopped, and hands it to the queue. Throws as `planRun` and the queue do. */
export async function enqueueRun(options: EnqueueOptions): Promise<Enqueued> {
  const { store, queues, destination } = options;
  const { file, isNew } = await planRun(options);
  if (file.finished !== null && (await store.has(keys.summary(file.run)))) return { file, state: 'finished' };
  const { run, request, shards } = file;
  await queues.startRun({ run, destination, request, shards, next: 0, step: 'add' });
  return { file, state: isNew ? 'new' : 'resumed' };
}
