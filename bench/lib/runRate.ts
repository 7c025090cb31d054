import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { addTimes, noTimes, timesPerImage, type StageTimes } from '../../src/worker/stages.ts';

export interface RunRate {
  /** Between the end of the first shard and that of the last: without start and opening of the model. */
  readonly imagesPerSecond: number;
  /** Of an image; stages overlap. */
  readonly stageMillis: StageTimes;
}

interface ShardLine extends StageTimes {
  readonly msg: string;
  readonly time: string;
  readonly ok: number;
  readonly failed: number;
}

/** `camline run` as a user starts it, on the embedded queue, into a folder that is thrown away. */
export function runRate(source: string, model: string, more: readonly string[]): RunRate {
  const folder = mkdtempSync(join(tmpdir(), 'camline-bench-run-'));
  try {
    const log = join(folder, 'log.jsonl');
    const args = [
      'run',
      source,
      '--model',
      model,
      '--to',
      join(folder, 'out'),
      '--log-file',
      log,
      '--quiet',
      ...more,
    ];
    const { status, stderr } = spawnSync(process.execPath, [cliEntry, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`camline ${args.join(' ')}:\n${stderr}`);
    const shards = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ShardLine)
      .filter(({ msg }) => msg === 'shard done');
    const [first, ...rest] = shards;
    if (first === undefined || rest.length === 0) throw new Error('Expected two shards or more.');
    const images = rest.reduce((sum, { ok, failed }) => sum + ok + failed, 0);
    const seconds = (Date.parse(rest.at(-1)!.time) - Date.parse(first.time)) / 1000;
    const stages = rest.reduce<StageTimes>(addTimes, noTimes);
    return { imagesPerSecond: images / seconds, stageMillis: timesPerImage(stages, images) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
