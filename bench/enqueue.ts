/**
 * A million keys into the queue on a Redis of its own: how long until the manifest is frozen and every shard is in the
 * queue, what Redis holds then, and how long a status takes meanwhile.
 *
 *   npm run bench -- enqueue [--images 1000000] [--shard 32] [--listpack 256] [--write]
 *
 * `--listpack`: Redis' setting hash-max-listpack-value, up to which it keeps a job in one piece (64 by default).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import type { ManifestEntry } from '../src/config/runRequest.ts';
import { enqueueRun } from '../src/producer/enqueueRun.ts';
import { orchestrate } from '../src/producer/orchestrate.ts';
import { openQueues } from '../src/queue/openQueues.ts';
import { openStore } from '../src/storage/openStore.ts';
import { startRedis } from '../test/support/redis.ts';
import { smallRequest } from '../test/support/runRequest.ts';
import { count } from './lib/count.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000000' },
    shard: { type: 'string', default: '32' },
    listpack: { type: 'string', default: '64' },
    write: { type: 'boolean', default: false },
  },
});
const [images, shardSize] = [count(values.images, 'images'), count(values.shard, 'shard')];
const listpack = count(values.listpack, 'listpack');

const folder = mkdtempSync(join(tmpdir(), 'camline-enqueue-'));
const server = await startRedis(['--hash-max-listpack-value', String(listpack)]);
const client = new Redis(server.url);
const queues = await openQueues({ redisUrl: server.url, home: folder });
try {
  const destination = join(folder, 'results');
  const before = await usedMemory();
  const start = performance.now();
  const enqueued = await enqueueRun({
    queues,
    store: openStore(destination),
    destination,
    request: smallRequest({ shardSize }),
    entries: keys(),
    resolved: {
      layers: [],
      classCount: 10,
      engine: { name: 'onnx', version: '1', device: 'cpu' },
      notes: [],
    },
    now: () => new Date(),
  });
  const frozen = performance.now();
  await queues.consumeRuns(
    orchestrate({ openStore, writeReport: async () => undefined, now: () => new Date() }),
    {
      concurrency: 1,
      onError: (error) => {
        throw error;
      },
    },
  );
  const statusMillis: number[] = [];
  for (;;) {
    const asked = performance.now();
    const [run] = await queues.listRuns();
    await queues.workers();
    statusMillis.push(performance.now() - asked);
    if (run?.state === 'parked') break;
  }
  const added = performance.now();
  const bytes = (await usedMemory()) - before;
  const headings = ['keys', 'manifest', 'shards', 'together', 'Redis', 'slowest status meanwhile'];
  const cells = [
    `${images}, ${shardSize} a shard, listpack ${listpack}`,
    seconds(frozen - start),
    `${enqueued.file.shards} in ${seconds(added - frozen)}`,
    seconds(added - start),
    `${(bytes / 1e6).toFixed(1)} MB`,
    `${Math.max(...statusMillis).toFixed(0)} ms of ${statusMillis.length} questions`,
  ];
  for (const [index, cell] of cells.entries()) console.log(`${headings[index]}: ${cell}`);
  if (values.write) writeRows('enqueue', headings, [cells]);
} finally {
  await queues.close();
  client.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function* keys(): AsyncGenerator<ManifestEntry> {
  for (let index = 0; index < images; index++) {
    yield { key: `train/n${String(index % 1000).padStart(8, '0')}/image_${index}.JPEG`, bytes: 110_000 };
  }
}

async function usedMemory(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))![1]);
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}
