/**
 * The report of a large run over made-up records: how long it takes, in how much memory, and how large the page is, with the mean
 * map of each of a thousand classes on it.
 *
 *   npm run bench -- report [--images 100000] [--classes 1000]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeReport } from '../src/report/writeReport.ts';
import { keys } from '../src/storage/keys.ts';
import { encodeNpy } from '../src/storage/npy.ts';
import { openStore } from '../src/storage/openStore.ts';
import { encodeRecords } from '../src/storage/records.ts';
import { okRecord, writeRun } from '../test/support/dashboard/records.ts';
import { explained } from '../test/support/records.ts';
import { count } from './lib/count.ts';

const { values } = parseArgs({
  options: { images: { type: 'string', default: '100000' }, classes: { type: 'string', default: '1000' } },
});
const [images, classes] = [count(values.images, 'images'), count(values.classes, 'classes')];
const shardSize = 32;
const run = 'large';

const folder = mkdtempSync(join(tmpdir(), 'camline-bench-'));
const store = openStore(folder);
const settled: string[] = [];

/** Images come class by class in turns; maps are of 7x7 cells. */
async function writeShard(shard: number): Promise<void> {
  const size = Math.min(shardSize, images - shard * shardSize);
  const records = Array.from({ length: size }, (_, line) => {
    const index = (shard * shardSize + line) % classes;
    const top5 = [{ index, name: `class ${index}`, probability: ((shard * 37 + line) % 1000) / 1000 }];
    return okRecord(`train/${shard}/image-${line}.jpg`, {
      top5,
      explanations: [explained({ class: index })],
    });
  });
  const data = Float32Array.from({ length: size * 49 }, (_, at) => ((at * 7 + shard) % 10) / 10);
  const [record, maps] = [keys.record(run, shard), keys.maps(run, 'gradcam', shard)];
  await store.putSoon(record, encodeRecords(records));
  await store.putSoon(maps, encodeNpy({ data, shape: [size, 1, 7, 7] }));
  settled.push(record, maps);
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

try {
  const shards = Math.ceil(images / shardSize);
  await writeRun(store, run, [], { images, shards });
  for (let shard = 0; shard < shards; shard++) await writeShard(shard);
  await store.settle(settled);

  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  const start = performance.now();
  const { reportKey } = await writeReport(store, run);
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${images} images of ${classes} classes: summary, table, sheet and page in ${seconds.toFixed(1)} s`,
  );
  console.log(`resident: ${mebibytes(before)} before, at most ${mebibytes(most)}`);
  for (const key of [reportKey, keys.index(run)])
    console.log(`${key}: ${(statSync(join(folder, key)).size / 2 ** 20).toFixed(1)} MiB`);
} finally {
  rmSync(folder, { recursive: true });
}
