/**
 * What the queue costs an image: shards of a million-image run go from Redis to a worker that does nothing with them.
 *
 *   npm run bench -- queueOverhead [--shards 2000] [--shard 32] [--write]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openQueues } from '../src/queue/openQueues.ts';
import { startRedis } from '../test/support/redis.ts';
import { runJob } from '../test/support/runJob.ts';
import { count } from './lib/count.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    shards: { type: 'string', default: '2000' },
    shard: { type: 'string', default: '32' },
    write: { type: 'boolean', default: false },
  },
});
const [shards, shardSize] = [count(values.shards, 'shards'), count(values.shard, 'shard')];

const home = mkdtempSync(join(tmpdir(), 'camline-overhead-'));
const server = await startRedis(['--appendonly', 'yes']);
for (const [name, place] of [
  ['Redis', { redisUrl: server.url, home }],
  ['embedded', { home }],
] as const) {
  const queues = await openQueues(place);
  const fail = (error: Error): never => {
    throw error;
  };
  const start = performance.now();
  await queues.startRun(runJob('overhead', shards));
  await queues.consumeRuns(
    async (handle) => {
      if (handle.job.step === 'finalise') return;
      await handle.addShards(Array.from({ length: shards }, (_, shard) => shard));
      await handle.update({ ...handle.job, step: 'finalise' });
      await handle.waitForShards();
    },
    { concurrency: 1, onError: fail },
  );
  let left = shards;
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  await queues.consumeShards(
    async ({ job }) => {
      await queues.isCancelled(job);
      if (--left === 0) end();
    },
    { concurrency: 2, onError: fail },
  );
  await ended;
  const millis = performance.now() - start;
  await queues.close();
  const cells = [name, (millis / shards).toFixed(2), (millis / shards / shardSize).toFixed(3)];
  console.log(`${shards} shards of ${shardSize} images, two in flight: ${cells.join(' | ')}`);
  if (values.write) writeRows('queueOverhead', ['queue', 'ms a shard', 'ms an image'], [cells]);
}
await server.stop();
rmSync(home, { recursive: true, force: true });
