/**
 * The run's job, a step machine. *add*: shards without a record are added in chunks, and the offset is stored after each,
 * so that a killed producer goes on there. *wait*: parked until every shard's job has ended. *finalise*: records are
 * counted, `run.json` says so, the report is written. Every step may be repeated.
 */
import type { RunJob } from '../queue/jobs.ts';
import type { RunHandle, RunHandler } from '../queue/queues.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { recordedShards } from '../storage/records.ts';
import { finalise, type WriteReport } from './finalise.ts';

const shardsPerChunk = 1_000;

export interface OrchestrateOptions {
  readonly openStore: (destination: string) => ObjectStore | Promise<ObjectStore>;
  readonly writeReport: WriteReport;
  readonly now: () => Date;
}

type Step = (
  handle: RunHandle,
  job: RunJob,
  store: ObjectStore,
  signal: AbortSignal,
) => Promise<RunJob | 'stop'>;

export function orchestrate(options: OrchestrateOptions): RunHandler {
  const steps: Readonly<Record<RunJob['step'], Step>> = {
    add: async (handle, job, store, signal) => {
      const recorded = await recordedShards(store, job.run);
      let { next } = job;
      while (next < job.shards) {
        if (signal.aborted) return 'stop';
        const end = Math.min(next + shardsPerChunk, job.shards);
        const left = range(next, end).filter((shard) => !recorded.has(shard));
        if (left.length > 0) await handle.addShards(left);
        next = end;
        await handle.update({ ...job, next });
      }
      return { ...job, next, step: 'wait' };
    },
    wait: async (handle, job) =>
      (await handle.waitForShards()) === 'waiting' ? 'stop' : { ...job, step: 'finalise' },
    finalise: async (handle, job, store) => {
      await finalise({
        store,
        run: job.run,
        shardFailure: (shard) => handle.shardFailure(shard),
        ...options,
      });
      return 'stop';
    },
  };

  return async (handle, signal) => {
    const store = await options.openStore(handle.job.destination);
    let job = handle.job;
    while (!signal.aborted) {
      const after = await steps[job.step](handle, job, store, signal);
      if (after === 'stop') return;
      await handle.update(after);
      job = after;
    }
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
