/** What producer and worker rely on, whatever stands behind `Queues`. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CamlineError } from '../../src/errors.ts';
import { shardJobId, type RunJob } from '../../src/queue/jobs.ts';
import type { ShardTask } from '../../src/queue/queues.ts';
import { byNumber, idOf, queueBench, type QueuesUnderTest } from '../support/queueBench.ts';
import { orchestrate, signal } from '../support/queues.ts';
import { runJob } from '../support/runJob.ts';

const shortLocks = { lockMillis: 1000, stalledCheckMillis: 300 } as const;

export function describeQueues(name: string, subject: QueuesUnderTest): void {
  describe(`Queues: ${name}`, () => {
    const bench = queueBench(subject);
    const { serveShards, serveRuns, completeRun } = bench;

    test('2 500 shards in chunks of 1 000: each is delivered once, the run is finalised after the last', async () => {
      const delivered: number[] = [];
      const unfinished = new Set<number>();
      let most = 0;
      let left = -1;
      const finished = signal();
      await bench.queues.startRun(runJob('big', 2500));
      await serveRuns(
        orchestrate(1000, () => {
          left = 2500 - delivered.length + unfinished.size;
          finished.resolve();
        }),
      );
      await serveShards(async ({ job, shard, attemptsMade, retaken }) => {
        expect([job, attemptsMade, retaken]).toEqual([idOf('big'), 0, false]);
        unfinished.add(shard);
        most = Math.max(most, unfinished.size);
        await delay(0);
        unfinished.delete(shard);
        delivered.push(shard);
      });
      await finished.promise;
      expect(left).toBe(0);
      expect(most).toBe(2);
      expect(delivered.sort(byNumber)).toEqual(Array.from({ length: 2500 }, (_, shard) => shard));
      expect(bench.errors).toEqual([]);
    });

    test("the steps of a run's job are stored, and found by others", async () => {
      const seen: (RunJob | undefined)[] = [];
      await completeRun(runJob('steps', 3), async () => {
        seen.push(await bench.queues.findRun(idOf('steps')));
      });
      expect(seen).toHaveLength(3);
      expect(seen[2]).toEqual(runJob('steps', 3, { next: 3, step: 'wait' }));
      expect(await bench.queues.findRun(idOf('steps'))).toMatchObject({ step: 'finalise' });
      expect(await bench.queues.findRun(idOf('unknown'))).toBeUndefined();
      expect(await bench.queues.runFailure(idOf('steps'))).toBeUndefined();
      expect(await bench.queues.runFailure(idOf('unknown'))).toBeUndefined();
    });

    test('a run without shards left is done at once', async () => {
      const answers: string[] = [];
      const finished = signal();
      await bench.queues.startRun(runJob('none', 0, { step: 'wait' }));
      await serveRuns(async (handle) => {
        answers.push(await handle.waitForShards());
        finished.resolve();
      });
      await finished.promise;
      expect(answers).toEqual(['done']);
    });

    test('adding the same shards twice delivers them once', async () => {
      const delivered: number[] = [];
      const finished = signal();
      const added = signal();
      await bench.queues.startRun(runJob('twice', 4));
      await serveRuns(async (handle) => {
        if (handle.job.step === 'add') {
          await handle.addShards([0, 1, 2]);
          await handle.addShards([0, 1, 2, 3]);
          await handle.update({ ...handle.job, step: 'wait' });
          added.resolve();
        }
        if ((await handle.waitForShards()) === 'done') finished.resolve();
      });
      await added.promise;
      await serveShards(({ shard }) => Promise.resolve(void delivered.push(shard)));
      await finished.promise;
      expect(delivered.sort(byNumber)).toEqual([0, 1, 2, 3]);
    });

    test('a shard that fails for good does not hold its run up, and its reason is kept', async () => {
      const failures = await completeRun(runJob('bad', 3), ({ shard }) =>
        shard === 1
          ? Promise.reject(new CamlineError('MODEL_CHANGED', 'The model is another one: "x".'))
          : Promise.resolve(),
      );
      const reason = { code: 'MODEL_CHANGED', message: 'The model is another one: "x".' };
      expect(failures).toEqual([undefined, reason, undefined]);
      expect(bench.errors).toHaveLength(1);
      expect(bench.errors[0]).toMatchObject({ code: 'MODEL_CHANGED' });
      expect(bench.errors[0]!.message).toContain(shardJobId(idOf('bad'), 1, 0));
    });

    test('what is not a CamlineError counts as our own mistake and is not repeated', async () => {
      let calls = 0;
      const failures = await completeRun(runJob('bug', 1), () => {
        calls++;
        return Promise.reject(new TypeError('x is not a function'));
      });
      expect(calls).toBe(1);
      expect(failures).toMatchObject([
        { code: 'INTERNAL', message: expect.stringContaining('x is not a function') },
      ]);
    });

    test('a transient failure is tried again, later', async () => {
      const tasks: ShardTask[] = [];
      const times: number[] = [];
      await completeRun(runJob('retry', 1), (task) => {
        tasks.push(task);
        times.push(performance.now());
        return tasks.length === 1
          ? Promise.reject(new CamlineError('STORE_UNAVAILABLE', 'The store sleeps.'))
          : Promise.resolve();
      });
      expect(tasks.map(({ attemptsMade, retaken }) => [attemptsMade, retaken])).toEqual([
        [0, false],
        [1, false],
      ]);
      expect(times[1]! - times[0]!).toBeGreaterThan(450);
      expect(bench.errors).toEqual([]);
    });

    test("a run's own transient failure is tried again, a permanent one ends it with its reason", async () => {
      let calls = 0;
      const failed = signal<Error>();
      await bench.queues.startRun(runJob('broken', 1));
      await bench.queues.consumeRuns(
        () => {
          calls++;
          return Promise.reject(
            calls === 1
              ? new CamlineError('STORE_UNAVAILABLE', 'Not yet.')
              : new CamlineError('SOURCE_CHANGED', 'Other photographs.'),
          );
        },
        { concurrency: 1, onError: failed.resolve },
      );
      expect(await failed.promise).toMatchObject({ code: 'SOURCE_CHANGED' });
      expect(await bench.queues.runFailure(idOf('broken'))).toBe('Other photographs.');
      expect(calls).toBe(2);
    });

    test('closing waits for what is in hand and takes nothing new', async () => {
      const started = signal();
      const goOn = signal();
      const events: string[] = [];
      await bench.queues.startRun(runJob('close', 3));
      await serveRuns(orchestrate(10, () => undefined));
      const consumer = await serveShards(async ({ shard }) => {
        events.push(`start ${shard}`);
        started.resolve();
        await goOn.promise;
        events.push(`end ${shard}`);
      }, 1);
      await started.promise;
      const closed = consumer.close().then(() => events.push('closed'));
      goOn.resolve();
      await closed;
      expect(events).toEqual(['start 0', 'end 0', 'closed']);
      await serveShards(({ shard }) => Promise.resolve(void events.push(`later ${shard}`)));
      await expect.poll(() => events.slice(3).sort(), { timeout: 5000 }).toEqual(['later 1', 'later 2']);
    });

    test('a lock that is kept is never taken, however long the work', async () => {
      await bench.reopen(shortLocks);
      const tasks: ShardTask[] = [];
      await completeRun(runJob('long', 1), async (task) => {
        tasks.push(task);
        await delay(4 * shortLocks.lockMillis);
      });
      expect(tasks).toEqual([{ job: idOf('long'), shard: 0, attemptsMade: 0, retaken: false }]);
      expect(bench.errors).toEqual([]);
    });

    test('a process that stood still has lost its lock: it is told to stop, and the shard is handed out as retaken', async () => {
      await bench.reopen(shortLocks);
      const rounds: { readonly retaken: boolean; stopped: boolean }[] = [];
      await completeRun(runJob('zombie', 1), async ({ retaken }, signal) => {
        const round = { retaken, stopped: false };
        rounds.push(round);
        if (rounds.length > 1) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * shortLocks.lockMillis);
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
        round.stopped = signal.aborted;
      });
      expect(rounds).toEqual([
        { retaken: false, stopped: true },
        { retaken: true, stopped: false },
      ]);
      expect(bench.errors.map(({ message }) => message)).toEqual([
        expect.stringContaining(`lock of job ${shardJobId(idOf('zombie'), 0, 0)}`),
      ]);
    });

    test('a second process may serve the rest after the first has closed', async () => {
      const delivered: number[] = [];
      const added = signal();
      await bench.queues.startRun(runJob('later', 2));
      const consumer = await serveRuns(orchestrate(10, () => undefined));
      await expect
        .poll(async () => (await bench.queues.findRun(idOf('later')))?.step, { timeout: 5000 })
        .toBe('wait');
      await consumer.close();
      await bench.reopen();
      await serveRuns(orchestrate(10, () => added.resolve()));
      await serveShards(({ shard }) => Promise.resolve(void delivered.push(shard)));
      await added.promise;
      expect(delivered.sort(byNumber)).toEqual([0, 1]);
    });
  });
}
