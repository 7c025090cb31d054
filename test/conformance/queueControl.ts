/** What a person at a terminal relies on, whatever stands behind `Queues`. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { CamlineError } from '../../src/errors.ts';
import { byNumber, idOf, queueBench, type QueuesUnderTest } from '../support/queueBench.ts';
import { orchestrate, signal } from '../support/queues.ts';
import { runJob } from '../support/runJob.ts';
import { workerBeat } from '../support/workerBeat.ts';

/** Of a run in the queue before anything has happened to it. */
const nothingYet = {
  cancelled: false,
  failure: null,
  shardsLeft: 0,
  shardsEnded: 0,
  shardsFailed: 0,
} as const;
const patience = { timeout: 20_000, interval: 50 } as const;

export function describeQueueControl(name: string, subject: QueuesUnderTest): void {
  describe(`Queues, asked by a person: ${name}`, () => {
    const bench = queueBench(subject);
    const { serveShards, serveRuns } = bench;

    test('its runs, each with its state, its shards and why it failed', async () => {
      await bench.queues.startRun(runJob('done', 3));
      const ended = signal();
      const serving = await Promise.all([
        serveRuns(orchestrate(1000, () => ended.resolve())),
        serveShards(async ({ shard }) => {
          if (shard === 1) throw new CamlineError('IMAGE_CORRUPT', 'bad');
        }),
      ]);
      await ended.promise;
      for (const consumer of serving) await consumer.close();
      await bench.queues.startRun(runJob('broken', 1));
      const failing = await serveRuns(async () => {
        throw new CamlineError('MODEL_CHANGED', 'another model');
      });
      await vi.waitUntil(async () => (await bench.queues.runFailure(idOf('broken'))) !== undefined, patience);
      await failing.close();
      await bench.queues.startRun(runJob('new', 2));
      const runs = await bench.queues.listRuns();
      const row = (run: string) => ({ id: idOf(run), job: { run }, ...nothingYet });
      expect(runs).toMatchObject([
        { ...row('new'), state: 'waiting', shardsLeft: 2 },
        { ...row('broken'), state: 'failed', failure: 'another model', shardsLeft: 1 },
        { ...row('done'), state: 'ended', shardsEnded: 3, shardsFailed: 1 },
      ]);
      expect(runs.every(({ addedAt }) => Math.abs(Date.now() - addedAt) < 60_000)).toBe(true);
    });

    test('a run whose shards are in the queue is parked, and tells how many have ended', async () => {
      const parked = signal();
      await bench.queues.startRun(runJob('half', 4));
      await serveRuns(orchestrate(1000, () => undefined));
      const shards = await serveShards(async ({ shard }) => {
        if (shard >= 2) await parked.promise;
      }, 4);
      const halfDone = async (): Promise<boolean> =>
        (await bench.queues.listRuns()).some(
          ({ state, shardsEnded, shardsLeft }) => state === 'parked' && shardsEnded === 2 && shardsLeft === 2,
        );
      expect(await vi.waitUntil(halfDone, patience)).toBe(true);
      parked.resolve();
      await shards.close();
    });

    test('a cancelled run is told as such until it is started again', async () => {
      await bench.queues.startRun(runJob('night', 2));
      expect(await bench.queues.isCancelled(idOf('night'))).toBe(false);
      await bench.queues.cancelRun(idOf('night'));
      await bench.queues.cancelRun(idOf('night'));
      await bench.reopen();
      expect(await bench.queues.isCancelled(idOf('night'))).toBe(true);
      expect(await bench.queues.listRuns()).toMatchObject([{ id: idOf('night'), cancelled: true }]);
      await bench.queues.startRun(runJob('night', 2));
      expect(await bench.queues.isCancelled(idOf('night'))).toBe(false);
    });

    test('paused: no shard is handed out until it goes on, by whichever process', async () => {
      const delivered: number[] = [];
      const all = signal();
      await bench.queues.pause();
      await bench.reopen();
      expect(await bench.queues.isPaused()).toBe(true);
      await bench.queues.startRun(runJob('later', 3));
      const parked = signal();
      await serveRuns(async (handle, abort) => {
        await orchestrate(1000, () => undefined)(handle, abort);
        parked.resolve();
      });
      await serveShards(async ({ shard }) => {
        delivered.push(shard);
        if (delivered.length === 3) all.resolve();
      });
      await parked.promise;
      await delay(500); // nothing happens is what is tested
      expect(delivered).toEqual([]);
      await bench.queues.unpause();
      expect(await bench.queues.isPaused()).toBe(false);
      await all.promise;
      expect(delivered.sort(byNumber)).toEqual([0, 1, 2]);
    });

    test('workers that told of themselves, until their word has run out or is taken back', async () => {
      await bench.queues.beat(workerBeat('b:1'), 60);
      await bench.queues.beat(workerBeat('a:1'), 60);
      await bench.queues.beat(workerBeat('gone:1'), 1);
      await bench.queues.beat(workerBeat('a:1', { images: 7 }), 60);
      expect((await bench.queues.workers()).map(({ worker }) => worker)).toEqual(['a:1', 'b:1', 'gone:1']);
      await bench.queues.leave('b:1');
      await vi.waitUntil(async () => (await bench.queues.workers()).length === 1, patience);
      expect(await bench.queues.workers()).toEqual([workerBeat('a:1', { images: 7 })]);
    });
  });
}
