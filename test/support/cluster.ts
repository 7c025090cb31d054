/** Several processes of the built command line on one Redis, as on a cluster. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, type CliResult } from './cli.ts';

const startWorker = (cwd: string, env: Readonly<Record<string, string>>, more: readonly string[]) =>
  execa(process.execPath, [cliEntry, 'worker', '--engine-threads', '1', ...more], {
    cwd,
    env,
    reject: false,
    stdin: 'ignore',
  });
export type Process = ReturnType<typeof startWorker>;

export class Cluster {
  readonly cwd: string;
  private readonly env: Readonly<Record<string, string>>;
  private readonly processes = new Set<Process>();

  /** @param cwd holds "photos"; results go to "out" */
  constructor(cwd: string, redisUrl: string) {
    this.cwd = cwd;
    this.env = { CAMLINE_REDIS_URL: redisUrl, HOME: cwd, CAMLINE_LOG_LEVEL: 'warn' };
  }

  camline(...args: readonly string[]): Promise<CliResult> {
    return camline(args, { cwd: this.cwd, env: this.env });
  }

  /** Puts run "one" over "photos" into the queue. */
  enqueue(...more: readonly string[]): Promise<CliResult> {
    return this.enqueueFrom('photos', ...more);
  }

  enqueueFrom(source: string, ...more: readonly string[]): Promise<CliResult> {
    const request = [source, '--model', miniResnet, '--to', 'out', '--run', 'one', '--engine-threads', '1'];
    return this.camline('enqueue', ...request, '--detach', ...more);
  }

  /** @param env besides what all processes have */
  worker(env: Readonly<Record<string, string>> = {}, ...more: readonly string[]): Process {
    const worker = startWorker(this.cwd, { ...this.env, ...env }, more);
    this.processes.add(worker);
    void worker.then(() => this.processes.delete(worker));
    return worker;
  }

  async stop(): Promise<void> {
    const left = [...this.processes];
    for (const process of left) process.kill('SIGKILL');
    await Promise.all(left);
  }

  get recordsFolder(): string {
    return join(this.cwd, 'out/runs/one/records');
  }

  /** Names of finished shards with the time of each. */
  records(): Map<string, number> {
    const names = existsSync(this.recordsFolder) ? readdirSync(this.recordsFolder) : [];
    return new Map(
      names
        .filter((name) => /^shard-\d+\.jsonl$/.test(name))
        .map((name) => [name, statSync(join(this.recordsFolder, name)).mtimeMs]),
    );
  }

  lines(): { readonly key: string; readonly status: string; readonly code?: string }[] {
    return [...this.records().keys()].flatMap((name) =>
      readFileSync(join(this.recordsFolder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { key: string; status: string }),
    );
  }

  runFile(): { images: number; finished: { ok: number; failed: number } | null } {
    return JSON.parse(readFileSync(join(this.cwd, 'out/runs/one/run.json'), 'utf8')) as never;
  }
}
