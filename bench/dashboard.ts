/**
 * `npm run bench -- dashboard [--images N] [--streams N] [--seconds N] [--write]`: a dashboard over a run of made-up records and
 * feature vectors: time to take them in, time of pages, memory, and what so many live pages cost.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cliEntry } from '../scripts/lib/paths.mjs';
import { placeOf } from '../src/dashboard/places.ts';
import { okRecord, writeRun } from '../test/support/dashboard/records.ts';
import { keys } from '../src/storage/keys.ts';
import { encodeNpy } from '../src/storage/npy.ts';
import { uniforms } from '../src/tensor/random.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { median } from './lib/statistics.ts';
import { watchEvents } from './lib/watchEvents.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    streams: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
});
const [images, streams, seconds] = [Number(values.images), Number(values.streams), Number(values.seconds)];
const shardSize = 32;
const channels = 1280;

const rows: [what: string, figure: string][] = [];
function tell(what: string, figure: string): void {
  console.log(`${what.padEnd(34)} ${figure}`);
  rows.push([what, figure]);
}

const folder = mkdtempSync(join(tmpdir(), 'camline-bench-'));
const place = placeOf(join(folder, 'out'));

const image = (at: number) => {
  const plain = okRecord(`train/n${String(at % 1000).padStart(8, '0')}/image-${at}.jpg`, {
    label: at % 1000,
    top5: [0, 1, 2, 3, 4].map((rank) => ({
      index: (at * 7 + rank) % 1000,
      name: `class ${(at * 7 + rank) % 1000}`,
      probability: ((at * 37) % 1000) / 1000 / (rank + 1),
    })),
  });
  const figures = { road: ((at * 53) % 997) / 997 };
  return {
    ...plain,
    explanations: plain.explanations.map((one) => ({ ...one, entropy: (at * 11) % 17, figures })),
  };
};

async function pageTime(path: string, times = 9): Promise<string> {
  const millis: number[] = [];
  for (let time = 0; time < times; time++) {
    const from = performance.now();
    const answer = await fetch(url + path);
    await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    millis.push(performance.now() - from);
  }
  return `first ${millis[0]!.toFixed(0)} ms, median ${median(millis).toFixed(0)} ms`;
}

const stat = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
const memory = (): string => {
  const field = (name: string): string =>
    `${Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(stat('status'))![1]) / 1024)} MiB`;
  return `${field('VmRSS')} resident, ${field('VmHWM')} at most`;
};
/** Of the process so far; a tick is 10 ms. */
const processorSeconds = (): number => {
  const fields = stat('stat').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

console.log(`${images} made-up records in shards of ${shardSize} …`);
const shards = Array.from({ length: Math.ceil(images / shardSize) }, (_, shard) =>
  Array.from({ length: Math.min(shardSize, images - shard * shardSize) }, (_, line) =>
    image(shard * shardSize + line),
  ),
);
await writeRun(
  place.store,
  'night',
  shards,
  {},
  { shardSize, methods: ['gradcam'], outputs: ['maps', 'features'] },
);
/** Shards take their vectors from here, each from another place on. */
const pool = Float32Array.from(uniforms(1, 2 * shardSize * channels), (value) => Math.max(0, value - 0.5));
for (const [shard, { length }] of shards.entries()) {
  const from = (shard * 37) % (shardSize * channels);
  const part = tensor(pool.subarray(from, from + length * channels), [length, channels]);
  await place.store.putNew(keys.features('night', shard), encodeNpy(part, 'float16'));
}

const child = spawn(process.execPath, [cliEntry, 'dashboard', join(folder, 'out'), '--port', '0'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url = '';
for await (const line of createInterface({ input: child.stdout })) {
  url = line;
  break;
}
tell('started', memory());

const gallery = `/stores/${place.id}/runs/night/images`;
const from = performance.now();
while ((await (await fetch(url + gallery)).text()).includes('still being read')) await delay(100);
tell(`${images} records taken in`, `${((performance.now() - from) / 1000).toFixed(1)} s; ${memory()}`);

const views = {
  'gallery, first page': '',
  'predicted wrongly': '?verdict=wrong',
  'least sure': '?order=unsure',
  'by a figure': '?order=figure:road',
  'page 1000': '?page=1000',
  'one class, by a figure': '?label=7&order=figure:road:most',
};
for (const [name, query] of Object.entries(views)) tell(name, await pageTime(gallery + query));
const ofImage = (page: string, at: number): string =>
  `/stores/${place.id}/runs/night/${page}?key=${encodeURIComponent(image(at).key)}`;
tell('one image', await pageTime(ofImage('image', 4711)));
tell('overview', await pageTime('/'));
tell('after these', memory());
for (const at of [4711, 99]) tell(`nearest images of no. ${at}`, await pageTime(ofImage('nearest', at)));
tell('after these searches', memory());

const watching = watchEvents(url, streams);
await delay(2_000);
const before = processorSeconds();
await delay(seconds * 1000);
const used = processorSeconds() - before;
tell(`${streams} streams for ${seconds} s`, `${used.toFixed(2)} s of processor; ${memory()}`);
tell('gallery meanwhile', await pageTime(gallery));
await watching.leave();
child.kill('SIGTERM');
rmSync(folder, { recursive: true, force: true });
if (values.write) writeRows('dashboard', ['what', 'figure'], rows);
