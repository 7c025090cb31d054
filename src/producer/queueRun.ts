import type { QueueControl } from '../queue/queues.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';

/**
 * Hands a run that lies in the store to the queue; one that is there already goes on.
 *
 * @returns the id of its job
 */
export function queueRun(
  queues: Pick<QueueControl, 'startRun'>,
  destination: string,
  file: RunFile,
): Promise<string> {
  const { run, request, shards, createdAt } = file;
  const generation = generationOf(file);
  const start = { next: 0, step: 'add', repeats: 0 } as const;
  return queues.startRun({ run, destination, request, createdAt, generation, shards, ...start });
}
