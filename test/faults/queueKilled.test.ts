/** A process that holds jobs is killed: what it held is handed out again, in time, and marked as retaken. */
import { expect, test } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import type { QueueOptions, ShardTask } from '../../src/queue/queues.ts';
import { runJobId } from '../../src/queue/jobs.ts';
import { nextLine, startChild } from '../support/child.ts';
import { signal } from '../support/queues.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { runJob } from '../support/runJob.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const locks = { lockMillis: 3000, stalledCheckMillis: 1000 };
/** What a loaded machine may add to a limit. */
const slackMillis = 2000;
const missing = redisMissing();

/** Kills a holder of two shards of three; gives what the next process is handed, and after how long. */
async function takeOver(options: QueueOptions): Promise<{ tasks: ShardTask[]; millis: number }> {
  const holder = startChild('holdShards.mjs', [JSON.stringify(options), JSON.stringify(runJob('killed', 3))]);
  const held = [await nextLine(holder), await nextLine(holder)];
  expect(held.sort()).toEqual(['0', '1']);
  expect(await holder.kill()).toBe('SIGKILL');
  const killedAt = performance.now();

  const queues = await openQueues(options);
  const tasks: ShardTask[] = [];
  const finished = signal();
  const onError = (error: Error): void => expect.unreachable(error.message);
  await queues.consumeRuns(
    async (handle) => {
      if ((await handle.waitForShards()) === 'done') finished.resolve();
    },
    { concurrency: 1, onError },
  );
  let millis = 0;
  await queues.consumeShards(
    (task) => {
      tasks.push(task);
      if (task.retaken) millis = performance.now() - killedAt;
      return Promise.resolve();
    },
    { concurrency: 2, onError },
  );
  await finished.promise;
  await queues.close();
  return { tasks: tasks.sort((a, b) => a.shard - b.shard), millis };
}

const killed = runJobId(runJob('killed', 3));
const expected = [
  { job: killed, shard: 0, attemptsMade: 0, retaken: true },
  { job: killed, shard: 1, attemptsMade: 0, retaken: true },
  { job: killed, shard: 2, attemptsMade: 0, retaken: false },
];

test('embedded: the next process need not wait, nobody else can hold the folder', async () => {
  const { tasks, millis } = await takeOver({
    home: temporaryFolder(),
    lockMillis: 60_000,
    stalledCheckMillis: 30_000,
  });
  expect(tasks).toEqual(expected);
  expect(millis).toBeLessThan(10_000);
});

test('embedded: a second process is refused while the first lives', async () => {
  const options = { home: temporaryFolder(), ...locks };
  const holder = startChild('holdShards.mjs', [JSON.stringify(options), JSON.stringify(runJob('held', 3))]);
  await nextLine(holder);
  await expect(openQueues(options)).rejects.toMatchObject({
    code: 'QUEUE_LOCKED',
    message: expect.stringContaining(`process ${holder.process.pid}`),
  });
});

test('embedded: a start that is killed half-way is made good by the next', async () => {
  const home = temporaryFolder();
  for (const patience of [150, 400, 900, 1500]) {
    const starting = startChild('holdShards.mjs', [
      JSON.stringify({ home }),
      JSON.stringify(runJob('start', 3)),
    ]);
    await new Promise((resolve) => {
      setTimeout(resolve, patience);
    });
    await starting.kill();
  }
  const queues = await openQueues({ home });
  await queues.startRun(runJob('start', 3));
  expect(await queues.findRun(runJobId(runJob('start', 3)))).toMatchObject({ run: 'start' });
  await queues.close();
});

test.skipIf(missing !== undefined)(
  `Redis: within a lock and two checks${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const server = await startRedis();
    try {
      const { tasks, millis } = await takeOver({ redisUrl: server.url, home: '/nowhere', ...locks });
      expect(tasks).toEqual(expected);
      expect(millis).toBeLessThan(locks.lockMillis + 2 * locks.stalledCheckMillis + slackMillis);
    } finally {
      await server.stop();
    }
  },
);
