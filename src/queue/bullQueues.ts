import { parseAs } from '../config/parse.ts';
import { auditRunner, scheduleAudit, scheduledAudits } from './audits.ts';
import type { Backend, BullJob, BullQueue } from './bull.ts';
import { workerBeatSchema, type WorkerBeat } from './beats.ts';
import { cancellations, type Cancellations } from './cancellations.ts';
import { consume, type JobRunner } from './consume.ts';
import { queueNames, runJobId, runJobSchema, shardJobOf, type RunJob } from './jobs.ts';
import { asking, failureOf } from './queueError.ts';
import { queuedRuns } from './queuedRuns.ts';
import type { Consumer, Queues, RunHandler, ShardHandler } from './queues.ts';
import { retryOptions, runHandle } from './runHandle.ts';
import type { LockSettings } from './settings.ts';

/** Ended runs are kept for questions about them, so many of each kind: a job holds its whole request. */
const keptRuns = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } } as const;
/** Why a night failed is in its report; the job's id is the time that it was due at, and never comes again. */
const keptNights = { removeOnComplete: { count: 0 }, removeOnFail: { count: 20 } } as const;
/** Ended shards are not kept: their records tell what was done, and a kept failed id would block the next attempt. */
const keptShards = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } } as const;

/** `Queues` over any database that BullMQ works on. */
export async function bullQueues(backend: Backend, locks: LockSettings): Promise<Queues> {
  const runs = backend.queue(queueNames.runs);
  const explain = backend.queue(queueNames.explain);
  const audits = backend.queue(queueNames.audits);
  const marks = backend.queue(queueNames.cancelled);
  const all = [runs, explain, audits, marks];
  const cancelled = cancellations(marks);
  // One that was never ready waits for its server for ever, where others report that it has gone.
  await asking('be reached', () => Promise.all(all.map((queue) => queue.waitUntilReady())));
  const consumers = new Set<Consumer>();

  const tracked = (consumer: Consumer): Consumer => {
    consumers.add(consumer);
    return {
      async close() {
        consumers.delete(consumer);
        await consumer.close();
      },
    };
  };

  return {
    backend: backend.kind,
    warnings: backend.warnings,
    startRun: (job) => asking(`start run ${job.run}`, () => startRun(runs, cancelled, job)),
    findRun: (id) => asking(`look up run ${id}`, () => findRun(runs, id)),
    runFailure: (id) => asking(`look up run ${id}`, () => runFailure(runs, id)),
    listRuns: () => asking('list its runs', () => queuedRuns(runs, (id) => cancelled.has(id))),
    cancelRun: (id) => asking(`cancel run ${id}`, () => cancelled.add(id)),
    isCancelled: (id) => asking(`look up run ${id}`, () => cancelled.has(id)),
    pause: () => asking('pause', () => explain.pause()),
    unpause: () => asking('go on', () => explain.resume()),
    isPaused: () => asking('say whether it is paused', () => explain.isPaused()),
    scheduleAudit: (job) => asking(`schedule audit ${job.audit.name}`, () => scheduleAudit(audits, job)),
    unscheduleAudit: (name) => asking(`unschedule audit ${name}`, () => audits.removeJobScheduler(name)),
    listSchedules: () => asking('list its schedules', () => scheduledAudits(audits)),
    workers: () => asking('list its workers', () => workersOf(backend)),
    beat: (beat, lifeSeconds) =>
      asking('take note of a worker', () =>
        backend.beats.put(beat.worker, JSON.stringify(beat), lifeSeconds),
      ),
    leave: (worker) => asking('take note of a worker', () => backend.beats.drop(worker)),
    async consumeRuns(handler, options) {
      const source = { backend, name: queueNames.runs, locks, keep: keptRuns };
      return tracked(await consume(source, runRunner(runs, explain, cancelled, handler), options));
    },
    async consumeShards(handler, options) {
      const source = { backend, name: queueNames.explain, locks, keep: keptShards };
      return tracked(await consume(source, shardRunner(handler), options));
    },
    async consumeAudits(handler, options) {
      const source = { backend, name: queueNames.audits, locks, keep: keptNights };
      return tracked(await consume(source, auditRunner(handler), options));
    },
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.close()));
      await Promise.all(all.map(closeQueue));
      await backend.close();
    },
  };
}

const farewellMillis = 2_000;

/** Says goodbye to the server, which may have gone: then the connection is cut, or closing would wait for its return. */
async function closeQueue(queue: BullQueue): Promise<void> {
  const timer = setTimeout(() => void queue.disconnect().catch(() => undefined), farewellMillis);
  await queue.close();
  clearTimeout(timer);
}

/** A job that waits, works or is parked is left as it is. */
async function startRun(runs: BullQueue, cancelled: Cancellations, job: RunJob): Promise<string> {
  const id = runJobId(job);
  await cancelled.remove(id);
  const state = await runs.getJobState(id);
  if (state === 'completed' || state === 'failed') await runs.remove(id, { removeChildren: false });
  await runs.add('run', job, { ...retryOptions, jobId: id });
  return id;
}

/** In the order of their names; what another version wrote is left out. */
async function workersOf({ beats }: Backend): Promise<WorkerBeat[]> {
  const told = (await beats.all()).map((text) => workerBeatSchema.safeParse(JSON.parse(text)));
  return told
    .flatMap(({ data }) => (data === undefined ? [] : [data]))
    .sort((a, b) => (a.worker < b.worker ? -1 : 1));
}

async function findRun(runs: BullQueue, id: string): Promise<RunJob | undefined> {
  const job = await runs.getJob(id);
  return job === undefined ? undefined : runJobOf(job);
}

async function runFailure(runs: BullQueue, id: string): Promise<string | undefined> {
  const state = await runs.getJobState(id);
  if (state !== 'failed') return undefined;
  return failureOf((await runs.getJob(id))?.failedReason ?? '').message;
}

const runJobOf = (job: BullJob): RunJob =>
  parseAs(runJobSchema, job.data, 'INTERNAL', `job of run ${job.id}`);

function runRunner(
  runs: BullQueue,
  explain: BullQueue,
  cancelled: Cancellations,
  handler: RunHandler,
): JobRunner {
  return async (job, token, signal) => {
    const { handle, parked } = runHandle(runs, explain, job, runJobOf(job), token, cancelled);
    await handler(handle, signal);
    return parked() ? 'parked' : 'done';
  };
}

function shardRunner(handler: ShardHandler): JobRunner {
  return async (job, _token, signal) => {
    const shard = shardJobOf(job.id ?? '');
    await handler({ ...shard, attemptsMade: job.attemptsMade, retaken: job.stalledCounter > 0 }, signal);
    return 'done';
  };
}
