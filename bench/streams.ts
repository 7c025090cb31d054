/**
 * `npm run bench -- streams [--streams 50] [--seconds 60] [--rounds 2] [--write]`: images a second of a worker while so many
 * pages are followed live, and while none is, in turns. Worker and dashboard are the processes that users start.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cliEntry, root } from '../scripts/lib/paths.mjs';
import { manyPhotos } from './lib/manyPhotos.ts';
import { median } from './lib/statistics.ts';
import { watchEvents } from './lib/watchEvents.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const [streams, seconds, rounds] = [Number(values.streams), Number(values.seconds), Number(values.rounds)];
/** More than two cores explain. */
const photosPerSecond = 200;
/** Small, since images are counted by shards. */
const shardSize = 4;
const photos = Math.ceil(photosPerSecond * (seconds * 2 * rounds + 30));

const folder = mkdtempSync(join(tmpdir(), 'camline-streams-'));
const children: ChildProcess[] = [];
const start = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, [cliEntry, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return child;
};

/** As the store's records say, whoever has counted them. */
function explained(): number {
  const records = join(folder, 'out/runs/r/records');
  return existsSync(records) ? shardSize * readdirSync(records).length : 0;
}

/** Images a second over the time. */
async function rate(): Promise<number> {
  const [from, before] = [performance.now(), explained()];
  await delay(seconds * 1000);
  const done = explained() - before;
  return (1000 * done) / (performance.now() - from);
}

async function rateWith(url: string): Promise<number> {
  const watching = watchEvents(url, streams);
  try {
    return await rate();
  } finally {
    await watching.leave();
  }
}

try {
  manyPhotos(join(folder, 'photos'), photos);
  const model = join(root, 'models/efficientnet_lite0.onnx');
  const request = [
    'photos',
    '--model',
    model,
    '--to',
    'out',
    '--run',
    'r',
    '--shard',
    String(shardSize),
    '--outputs',
    'maps',
    '--detach',
  ];
  const { status, stderr } = spawnSync(process.execPath, [cliEntry, 'enqueue', ...request], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const dashboard = start('dashboard', 'out', '--port', '0');
  let url = '';
  for await (const line of createInterface({ input: dashboard.stdout! })) {
    url = line;
    break;
  }
  start('worker');
  while (explained() === 0) await delay(500);
  const [without, watched]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    without.push(await rate());
    watched.push(await rateWith(url));
    if (explained() >= photos)
      throw new Error('The run ended before the rounds: more photographs are needed.');
    console.log(
      `without ${without.at(-1)!.toFixed(1)}/s, with ${streams} streams ${watched.at(-1)!.toFixed(1)}/s`,
    );
  }
  const cell = (rates: readonly number[]): string =>
    `${median(rates).toFixed(1)} (${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)})`;
  const headings = ['streams', 'seconds each', 'rounds', 'images/s without', 'images/s with', 'ratio'];
  const ratio = (median(watched) / median(without)).toFixed(3);
  const cells = [String(streams), String(seconds), String(rounds), cell(without), cell(watched), ratio];
  console.log(cells.join(' | '));
  if (values.write) writeRows('streams', headings, [cells]);
} finally {
  for (const child of children) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
