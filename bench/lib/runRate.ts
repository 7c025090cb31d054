import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { addTimes, noTimes, timesPerImage, type StageTimes } from '../../src/worker/stages.ts';

export interface RunRate {
  /** From when `warmUp` images had their picture until the last had it: without start and opening of the model. */
  readonly imagesPerSecond: number;
  /** Of an image; stages overlap. */
  readonly stageMillis: StageTimes;
}

interface ShardLine extends StageTimes {
  readonly msg: string;
  readonly ok: number;
  readonly failed: number;
}

/** A batch of each of the two shards in flight. */
const warmUp = 16;

/** `camline run` as a user starts it, on the embedded queue, into a folder that is thrown away; it must write heatmaps. */
export function runRate(source: string, model: string, more: readonly string[]): RunRate {
  const folder = mkdtempSync(join(tmpdir(), 'camline-bench-run-'));
  try {
    const [log, out] = [join(folder, 'log.jsonl'), join(folder, 'out')];
    const args = ['run', source, '--model', model, '--to', out, '--run', 'r', '--log-file', log, '--quiet'];
    const { status, stderr } = spawnSync(process.execPath, [cliEntry, ...args, ...more], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`camline ${[...args, ...more].join(' ')}:\n${stderr}`);
    return { imagesPerSecond: rateOf(join(out, 'runs', 'r', 'heatmaps')), stageMillis: stagesOf(log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Shards that are in flight end together, so that their ends tell no rate; each picture's time does. */
function rateOf(heatmaps: string): number {
  const times = readdirSync(heatmaps, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
    .toSorted((a, b) => a - b);
  const measured = times.length - warmUp;
  if (measured < warmUp) throw new Error(`Expected ${2 * warmUp} images or more, received ${times.length}.`);
  return (1000 * measured) / (times.at(-1)! - times[warmUp - 1]!);
}

function stagesOf(log: string): StageTimes {
  const shards = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ShardLine)
    .filter(({ msg }) => msg === 'shard done');
  const images = shards.reduce((sum, { ok, failed }) => sum + ok + failed, 0);
  return timesPerImage(shards.reduce<StageTimes>(addTimes, noTimes), images);
}
