/** Runs fuzz inputs in child processes, so that one that kills or hangs its process is known by its number. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FuzzReport {
  /** What was wrong, by input. */
  readonly wrong: readonly { readonly index: number; readonly what: string }[];
  /** How often each outcome occurred. */
  readonly codes: Readonly<Record<string, number>>;
}

const perProcess = 500;
const mostSeconds = 20;
const heapMebibytes = 1024;

export async function fuzz({
  seed,
  from,
  to,
  onProgress = () => undefined,
}: FuzzOptions): Promise<FuzzReport> {
  const wrong: { index: number; what: string }[] = [];
  const codes: Record<string, number> = {};
  let next = from;
  while (next < to) {
    const end = Math.min(next + perProcess, to);
    const ended = await runChild(seed, next, end);
    wrong.push(...ended.wrong);
    for (const [code, count] of Object.entries(ended.codes)) codes[code] = (codes[code] ?? 0) + count;
    if (ended.died !== null) wrong.push({ index: ended.at, what: ended.died });
    next = ended.died === null ? end : ended.at + 1;
    onProgress(next - from, to - from);
  }
  return { wrong, codes };
}

interface Ended {
  /** The last input that was begun. */
  readonly at: number;
  /** How the process ended before its time; null where it did not. */
  readonly died: string | null;
  readonly wrong: readonly { readonly index: number; readonly what: string }[];
  readonly codes: Readonly<Record<string, number>>;
}

async function runChild(seed: number, from: number, to: number): Promise<Ended> {
  const args = [`--max-old-space-size=${heapMebibytes}`, '--import', 'tsx', join(root, 'test/fuzz/child.ts')];
  const child = spawn(process.execPath, [...args, String(seed), String(from), String(to)], {
    cwd: root,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const wrong: { index: number; what: string }[] = [];
  let [at, codes, stderr] = [from, {}, ''];
  let hung = false;
  const kill = (): void => {
    hung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, 3 * mostSeconds * 1000);
  child.stderr.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-2000)));
  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(String(signal ?? code)));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, number = '', ...rest] = line.split(' ');
    if (word === 'at') {
      at = Number(number);
      clearTimeout(timer);
      timer = setTimeout(kill, mostSeconds * 1000);
    } else if (word === 'codes') codes = JSON.parse(line.slice('codes '.length)) as Record<string, number>;
    else wrong.push({ index: Number(number), what: `${word}: ${rest.join(' ')}` });
  }
  const status = await exited;
  clearTimeout(timer);
  const how = hung ? `no end after ${mostSeconds} s` : `the process ended with ${status}: ${stderr}`;
  return { at, died: status === '0' ? null : how, wrong, codes };
}
