/**
 * The run's job, a step machine. *add*: shards without a record are added in chunks, and the offset is stored after each,
 * so that a killed producer goes on there. *wait*: parked until every shard's job has ended. *finalise*: shards that failed
 * for good are recorded as such; those that have no record and no failure go back to *add*; else records are counted, the
 * report is written, `run.json` says so. Every step may be repeated. A cancelled run is left as it is.
 */
import { CamlineError } from '../errors.ts';
import type { RunJob } from '../queue/jobs.ts';
import type { RunHandle, RunHandler } from '../queue/queues.ts';
import { shardsLeft } from '../storage/leftToDo.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';
import { closeShards } from './closeShards.ts';
import { existingRun } from './existingRun.ts';
import { finalise, type WriteReport } from './finalise.ts';

const shardsPerChunk = 1_000;
/** Records that vanish while the run works are somebody else's doing; so often they are made again. */
const mostRepeats = 3;

export interface OrchestrateOptions {
  readonly openStore: (destination: string) => ObjectStore | Promise<ObjectStore>;
  readonly writeReport: WriteReport;
  readonly now: () => Date;
}

interface Round {
  readonly handle: RunHandle;
  readonly job: RunJob;
  readonly store: ObjectStore;
  readonly file: RunFile;
  readonly signal: AbortSignal;
}
type Step = (round: Round) => Promise<RunJob | 'stop'>;

/** Its handler throws RUN_MISMATCH where `run.json` is of another start than the job: then this job is nobody's any more. */
export function orchestrate(options: OrchestrateOptions): RunHandler {
  const steps: Readonly<Record<RunJob['step'], Step>> = {
    add,
    wait: async ({ handle, job }) =>
      (await handle.waitForShards()) === 'waiting' ? 'stop' : { ...job, step: 'finalise' },
    finalise: async ({ handle, job, store, file }) => {
      const untold = await closeShards(store, file, (shard) => handle.shardFailure(shard));
      if (untold.length > 0) return addedAgain(job, untold);
      await finalise({ store, file, ...options });
      return 'stop';
    },
  };

  return async (handle, signal) => {
    const store = await options.openStore(handle.job.destination);
    const file = await existingRun(store, handle.job.run);
    checkSameStart(handle.job, file);
    let job = handle.job;
    while (!signal.aborted && !(await handle.isCancelled())) {
      const after = await steps[job.step]({ handle, job, store, file, signal });
      if (after === 'stop') return;
      await handle.update(after);
      job = after;
    }
  };
}

async function add({ handle, job, store, file, signal }: Round): Promise<RunJob | 'stop'> {
  const left = await shardsLeft(store, file);
  let { next } = job;
  while (next < job.shards) {
    if (signal.aborted) return 'stop';
    const end = Math.min(next + shardsPerChunk, job.shards);
    const chunk = left.filter((shard) => shard >= next && shard < end);
    if (chunk.length > 0) await handle.addShards(chunk);
    next = end;
    await handle.update({ ...job, next });
  }
  return { ...job, next, step: 'wait' };
}

function addedAgain(job: RunJob, shards: readonly number[]): RunJob {
  if (job.repeats < mostRepeats) return { ...job, step: 'add', next: 0, repeats: job.repeats + 1 };
  throw new CamlineError(
    'RUN_INCOMPLETE',
    `${shards.length} shards of run "${job.run}" (the first: ${shards[0]}) have no record although their work has ended ` +
      `${mostRepeats + 1} times: does somebody remove files from the destination? Run the same command again.`,
  );
}

function checkSameStart(job: RunJob, file: RunFile): void {
  if (job.createdAt === file.createdAt && job.generation === generationOf(file)) return;
  throw new CamlineError(
    'RUN_MISMATCH',
    `Run "${job.run}" in ${job.destination} was begun anew since this job was made: the job is given up.`,
  );
}
