/** What a worker knows about a run: found once, kept for the shards that follow. */
import { requestHash } from '../config/runRequest.ts';
import { version } from '../config/version.ts';
import { CamlineError } from '../errors.ts';
import { keepLast } from '../keepLast.ts';
import type { RunJob } from '../queue/jobs.ts';
import type { Queues } from '../queue/queues.ts';
import { shardReader, type ShardReader } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { openStore } from '../storage/openStore.ts';
import { readRunFile } from '../storage/readRunFile.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';

export interface RunContext {
  readonly destination: string;
  readonly store: ObjectStore;
  readonly file: RunFile;
  readonly readLines: ShardReader;
}

const runsKept = 4;

/**
 * By the id of the run's job. Throws RUN_UNKNOWN (no such job or run), RUN_MISMATCH (another request, start or version than
 * this worker can take).
 */
export function runContexts(queues: Pick<Queues, 'findRun'>): (job: string) => Promise<RunContext> {
  return keepLast(runsKept, (id: string) => openContext(queues, id));
}

async function openContext(queues: Pick<Queues, 'findRun'>, id: string): Promise<RunContext> {
  const job = await queues.findRun(id);
  if (job === undefined) throw new CamlineError('RUN_UNKNOWN', `The queue has no job "${id}" of a run.`);
  const { run } = job;
  const store = openStore(job.destination);
  const file = await readRunFile(store, run);
  if (file === undefined) {
    throw new CamlineError('RUN_UNKNOWN', `There is no run "${run}" in ${store.location}.`);
  }
  checkRun(job, file);
  return { destination: job.destination, store, file, readLines: shardReader(store, file) };
}

function checkRun(job: RunJob, file: RunFile): void {
  if (requestHash(job.request) !== file.requestHash) {
    throw new CamlineError(
      'RUN_MISMATCH',
      `The queue and run.json have different requests for "${file.run}".`,
    );
  }
  if (job.createdAt !== file.createdAt || job.generation !== generationOf(file)) {
    throw new CamlineError('RUN_MISMATCH', `Run "${file.run}" was begun anew since this job was made.`);
  }
  if (majorOf(file.camline) === majorOf(version)) return;
  throw new CamlineError(
    'RUN_MISMATCH',
    `Run "${file.run}" was started by camline ${file.camline}, this worker is ${version}: their results must not mix.`,
  );
}

/** Before 1.0, every minor version may change results. */
function majorOf(text: string): string {
  const [major, minor] = text.split('.');
  return major === '0' ? `0.${minor}` : String(major);
}
