/** What a run that is known to the queue, or is like one, meets. */
import { describe, expect, test } from 'vitest';
import { CamlineError } from '../../src/errors.ts';
import { runJobId, type RunJob } from '../../src/queue/jobs.ts';
import type { ShardHandler } from '../../src/queue/queues.ts';
import { byNumber, idOf, queueBench, type QueuesUnderTest } from '../support/queueBench.ts';
import { orchestrate, signal } from '../support/queues.ts';
import { runJob } from '../support/runJob.ts';

export function describeQueueRestarts(name: string, subject: QueuesUnderTest): void {
  describe(`Queues, started again: ${name}`, () => {
    const bench = queueBench(subject);
    const { serveShards, serveRuns, completeRun } = bench;

    describe('starting a run that is known', () => {
      test('leaves one that lives as it is', async () => {
        const finished = signal<RunJob>();
        await bench.queues.startRun(runJob('live', 1, { next: 1, step: 'wait' }));
        await bench.queues.startRun(runJob('live', 9));
        expect(await bench.queues.findRun(idOf('live'))).toMatchObject({ shards: 1, step: 'wait' });
        await serveRuns((handle) => Promise.resolve(finished.resolve(handle.job)));
        expect(await finished.promise).toMatchObject({ shards: 1 });
      });

      test('replaces one that has ended well', async () => {
        const delivered: number[] = [];
        const work: ShardHandler = ({ shard }) => Promise.resolve(void delivered.push(shard));
        await completeRun(runJob('again', 2), work);
        await completeRun(runJob('again', 2), work);
        expect(delivered).toEqual([0, 1, 0, 1]);
      });

      test('replaces one whose shards had failed, and forgets their failures', async () => {
        const first = await completeRun(runJob('redo', 2), () =>
          Promise.reject(new CamlineError('MODEL_CHANGED', 'Other model.')),
        );
        expect(first).toMatchObject([{ code: 'MODEL_CHANGED' }, { code: 'MODEL_CHANGED' }]);
        const second = await completeRun(runJob('redo', 2), () => Promise.resolve());
        expect(second).toEqual([undefined, undefined]);
      });

      test('replaces one that failed half-way; shards that were added before are not lost nor doubled', async () => {
        const failed = signal<Error>();
        await bench.queues.startRun(runJob('half', 4));
        const runs = await bench.queues.consumeRuns(
          async (handle) => {
            await handle.addShards([0, 1]);
            throw new CamlineError('SOURCE_CHANGED', 'Other photographs.');
          },
          { concurrency: 1, onError: failed.resolve },
        );
        await failed.promise;
        await runs.close();
        const delivered: number[] = [];
        await completeRun(runJob('half', 4), ({ shard }) => Promise.resolve(void delivered.push(shard)));
        expect(delivered.sort(byNumber)).toEqual([0, 1, 2, 3]);
      });
    });

    test('shards whose jobs have ended are added again by the same run, and a new failure takes the place of the old', async () => {
      const delivered: number[] = [];
      const failures: unknown[] = [];
      const finished = signal();
      await bench.queues.startRun(runJob('twice', 3));
      await serveRuns(async (handle) => {
        const { step, repeats } = handle.job;
        if (step === 'add') {
          await handle.addShards([0, 1, 2]);
          await handle.update({ ...handle.job, step: 'wait' });
        }
        if ((await handle.waitForShards()) === 'waiting') return;
        failures.push(await handle.shardFailure(1), await handle.shardFailure(2));
        if (repeats === 1) return finished.resolve();
        await handle.update({ ...handle.job, step: 'wait', repeats: 1 });
        await handle.addShards([0, 1]);
        await handle.waitForShards();
      });
      await serveShards(({ shard }) => {
        delivered.push(shard);
        if (shard === 0) return Promise.resolve();
        return Promise.reject(new CamlineError('MODEL_CHANGED', `Failure ${delivered.length}.`));
      }, 1);
      await finished.promise;
      expect(delivered).toEqual([0, 1, 2, 0, 1]);
      expect(failures).toMatchObject([
        { message: 'Failure 2.' },
        { message: 'Failure 3.' },
        { message: 'Failure 5.' },
        undefined,
      ]);
    });

    test.each([
      ['another destination', { destination: '/elsewhere' }],
      ['another request', { request: { ...runJob('same', 1).request, methods: ['scorecam'] } }],
      ['another start', { createdAt: '2026-11-25T00:00:00.000Z' }],
      ['another generation', { generation: 1 }],
    ])('a run of the same name and %s has jobs of its own', async (_what, changes) => {
      const [one, other] = [runJob('same', 1), runJob('same', 1, changes)];
      const ids = [await bench.queues.startRun(one), await bench.queues.startRun(other)];
      expect(ids).toEqual([runJobId(one), runJobId(other)]);
      expect(new Set(ids).size).toBe(2);
      expect(await bench.queues.findRun(ids[1]!)).toEqual(other);
      const ended: string[] = [];
      const delivered: string[] = [];
      await serveRuns(orchestrate(10, (handle) => void ended.push(handle.id)));
      await serveShards(({ job }) => Promise.resolve(void delivered.push(job)));
      await expect.poll(() => ended.toSorted(), { timeout: 5000 }).toEqual(ids.toSorted());
      expect(delivered.toSorted()).toEqual(ids.toSorted());
    });
  });
}
