/**
 * Ceph's S3 server on private ports, all in memory: one monitor, one OSD, one gateway, ready in about two seconds. The short
 * Paxos intervals and the switched-off background threads of the gateway make that; with Ceph's own it takes eleven.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess } from './endProcess.ts';
import { freePort } from './freePort.ts';

export const radosgwKeys = { AWS_ACCESS_KEY_ID: 'testkey', AWS_SECRET_ACCESS_KEY: 'testsecret' } as const;

export interface S3Keys {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

export interface Radosgw {
  readonly endpoint: string;
  /** Another user, who may do nothing yet with the buckets of the first. */
  addUser(name: string, keys: S3Keys): void;
  stop(): Promise<void>;
}

const programs = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'monmaptool', 'ceph'];

/** Why there is no radosgw on this machine, or undefined where there is one. */
export function radosgwMissing(): string | undefined {
  const absent = programs.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
  return absent === undefined
    ? undefined
    : `${absent} is not installed (Debian: apt-get install radosgw ceph-mon ceph-osd ceph-common)`;
}

export async function startRadosgw(): Promise<Radosgw> {
  const folder = mkdtempSync(path.join(tmpdir(), 'camline-radosgw-'));
  for (const name of ['mon', 'osd', 'run']) mkdirSync(path.join(folder, name));
  const fsid = randomUUID();
  const osd = randomUUID();
  const [monitor, gateway] = [await freePort(), await freePort()];
  writeFileSync(path.join(folder, 'ceph.conf'), configuration(folder, fsid, monitor, gateway));
  const servers: ChildProcess[] = [];

  const stop = async (): Promise<void> => {
    for (const server of servers.toReversed()) await endProcess(server, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const run = (program: string, ...args: string[]): void => execute(folder, program, args);
  const serve = (program: string, ...args: string[]): void => {
    servers.push(spawn(program, ['-c', path.join(folder, 'ceph.conf'), '-f', ...args], { stdio: 'ignore' }));
  };
  const addUser = (name: string, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: S3Keys): void => {
    const given = [`--access-key=${AWS_ACCESS_KEY_ID}`, `--secret-key=${AWS_SECRET_ACCESS_KEY}`];
    run('radosgw-admin', 'user', 'create', `--uid=${name}`, `--display-name=${name}`, ...given);
  };
  try {
    const map = path.join(folder, 'monmap');
    run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v1:127.0.0.1:${monitor}]`, map);
    run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    serve('ceph-mon', '-i', 'a');
    await asking(folder, 'osd', 'new', osd);
    run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
    await asking(folder, 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=local');
    serve('ceph-osd', '-i', '0');
    serve('radosgw', '-n', 'client.rgw');
    addUser('t', radosgwKeys);
    const endpoint = `http://127.0.0.1:${gateway}`;
    await answering(endpoint);
    return { endpoint, addUser, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const configuration = (folder: string, fsid: string, monitor: number, gateway: number): string => `[global]
fsid = ${fsid}
mon host = v1:127.0.0.1:${monitor}
auth cluster required = none
auth service required = none
auth client required = none
public network = 127.0.0.0/8
ms bind ipv6 = false
mon data = ${folder}/mon
mon data avail warn = 0
mon allow pool size one = true
mon osd min up ratio = 0
mon tick interval = 1
paxos propose interval = 0.02
paxos min wait = 0.01
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd class update on start = false
osd crush update on start = false
osd crush chooseleaf type = 0
run dir = ${folder}/run
admin socket =
pid file =
log file = ${folder}/$name.log
log to stderr = false
err to stderr = false
rgw data = ${folder}/run
rgw frontends = beast endpoint=127.0.0.1:${gateway}
rgw gc max objs = 1
rgw lc max objs = 1
rgw override bucket index max shards = 1
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw enable usage log = false
rgw dynamic resharding = false
`;

function execute(folder: string, program: string, args: readonly string[]): void {
  const env = { ...process.env, CEPH_ARGS: `-c ${folder}/ceph.conf` };
  const { status, stderr, error } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
}

/** A question to the monitor, which may have to be repeated while that one starts. */
async function asking(folder: string, ...args: readonly string[]): Promise<void> {
  const patience = AbortSignal.timeout(60_000);
  for (;;) {
    try {
      return execute(folder, 'ceph', args);
    } catch (error) {
      if (patience.aborted) throw error;
      await wait(200);
    }
  }
}

async function answering(endpoint: string): Promise<void> {
  const patience = AbortSignal.timeout(60_000);
  for (;;) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer?.ok === true) return;
    patience.throwIfAborted();
    await wait(50);
  }
}
