/**
 * Reads or prepares inputs `from` to `to`, one after the other, in a process that may die of it. stdout: a line `at N` before
 * each, `wrong N …` for one that ends in anything but a model or a MODEL_ error, `slow N …` and `memory N …` for one that
 * took too much; `codes {…}` at the end.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareModel } from '../../src/engine/onnx/passes/prepare.ts';
import { readModel } from '../../src/engine/onnx/wire/readModel.ts';
import { CamlineError } from '../../src/errors.ts';
import { fuzzInput } from './inputs.ts';

const [seed = 0, from = 0, to = 0] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'camline-fuzz-'));
const path = join(folder, 'model.onnx');
/** Most of the process's whole life. */
const mostMebibytes = 1500;
/** Of all cores together, so that a busy machine makes nothing slow. */
const mostSeconds = 2;

const codes = new Map<string, number>();

async function attempt(index: number): Promise<void> {
  const { bytes, mode } = fuzzInput(seed, index);
  writeFileSync(path, bytes);
  try {
    await (mode === 'read' ? readModel(path) : prepareModel(path, { threads: 1 }));
    count('opened');
  } catch (error) {
    const isClear = error instanceof CamlineError && error.code.startsWith('MODEL_');
    if (!isClear) say(`wrong ${index} ${JSON.stringify(described(error))}`);
    count(error instanceof CamlineError ? error.code : 'crash');
  }
}

const described = (error: unknown): string =>
  error instanceof CamlineError
    ? `${error.code}: ${error.message}`.slice(0, 600)
    : error instanceof Error
      ? (error.stack ?? error.message).slice(0, 1500)
      : String(error);

const count = (what: string): void => void codes.set(what, (codes.get(what) ?? 0) + 1);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const secondsSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

try {
  let worst = mostMebibytes;
  for (let index = from; index < to; index++) {
    say(`at ${index}`);
    const start = process.cpuUsage();
    await attempt(index);
    const seconds = secondsSince(start);
    if (seconds > mostSeconds) say(`slow ${index} ${seconds.toFixed(1)} s`);
    const mebibytes = process.resourceUsage().maxRSS / 1024;
    if (mebibytes > worst + 100) say(`memory ${index} ${mebibytes.toFixed(0)} MiB`);
    worst = Math.max(worst, mebibytes);
  }
  say(`codes ${JSON.stringify(Object.fromEntries(codes))}`);
} finally {
  rmSync(folder, { recursive: true });
}
