/** A Redis server of its own for a test, on a private port, without persistence unless asked for. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endProcess } from './endProcess.ts';
import { freePort } from './freePort.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGKILL and start again on the same port, with what its append-only file holds. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there is no Redis on this machine, or undefined where there is one. */
export function redisMissing(): string | undefined {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  return error === undefined
    ? undefined
    : 'redis-server is not installed (Debian: apt-get install redis-server)';
}

export interface RedisSurroundings {
  /** Options for an encrypted port, which then is the only one. */
  readonly tls?: readonly string[];
  /** A command that executes the one that follows it. */
  readonly within?: readonly string[];
}

export async function startRedis(
  options: readonly string[] = [],
  { tls = [], within = [] }: RedisSurroundings = {},
): Promise<RedisServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'camline-redis-'));
  const port = await freePort();
  const ports =
    tls.length === 0 ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port), ...tls];
  const args = [...ports, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...options];
  const command = [...within, 'redis-server', ...args];
  let server = await started(command);

  async function endForGood(signal: NodeJS.Signals): Promise<void> {
    await endProcess(server, signal);
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => endForGood('SIGKILL'),
    stop: () => endForGood('SIGTERM'),
    async restart() {
      await endProcess(server, 'SIGKILL');
      server = await started(command);
    },
  };
}

async function started([program, ...args]: readonly string[]): Promise<ChildProcess> {
  const server = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await ready(server);
  return server;
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  for await (const chunk of server.stdout!) {
    log += String(chunk);
    if (log.includes('Ready to accept connections')) break;
  }
  if (!log.includes('Ready to accept connections')) throw new Error(`redis-server ended at once:\n${log}`);
}
