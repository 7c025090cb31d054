import { CamlineError, unknownName } from '../../errors.ts';
import type { QueuedRun } from '../../queue/queues.ts';

/**
 * The run of that name, or with that job id; of several with the same destination the newest. Throws RUN_UNKNOWN, listing
 * the nearest names, and CONFIG_INVALID where runs of that name go to several destinations.
 */
export function findQueued(runs: readonly QueuedRun[], name: string): QueuedRun {
  const [byId] = runs.filter(({ id }) => id === name);
  if (byId !== undefined) return byId;
  const named = runs.filter(({ job }) => job.run === name);
  const [newest] = named;
  if (newest === undefined) throw unknown(runs, name);
  const destinations = new Set(named.map(({ job }) => job.destination));
  if (destinations.size === 1) return newest;
  const choices = named.map(({ id, job }) => `${id} (${job.destination})`).join(', ');
  throw new CamlineError(
    'CONFIG_INVALID',
    `Run "${name}" is in the queue for ${destinations.size} destinations. Name one of: ${choices}.`,
  );
}

function unknown(runs: readonly QueuedRun[], name: string): CamlineError {
  if (runs.length > 0)
    return unknownName('RUN_UNKNOWN', 'run', name, [...new Set(runs.map(({ job }) => job.run))]);
  return new CamlineError(
    'RUN_UNKNOWN',
    `Unknown run "${name}": this queue holds none. Its results name it with --to; camline config says which queue is asked.`,
  );
}
