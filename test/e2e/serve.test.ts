/** `camline serve`: one process that works, keeps schedules and shows pages, while others ask it for more. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import type { Night } from '../../src/audit/nights/night.ts';
import { camline } from '../support/cli.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { shapesAudit, shapesFolder, writeShapes } from '../support/shapes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 180_000 });

const patience = { timeout: 90_000, interval: 250 } as const;
const model = join(shapesFolder, 'base.onnx');
const missing = redisMissing();

interface Served {
  readonly cwd: string;
  readonly url: string;
  tell(...args: readonly string[]): ReturnType<typeof camline>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | undefined>;
}

/** In a folder with the images of the shapes. @param env of every process: empty for the embedded queue */
async function serve(env: Readonly<Record<string, string>>): Promise<Served> {
  const cwd = temporaryFolder();
  await writeShapes(cwd);
  const given = { ...env, HOME: cwd, CAMLINE_LOG_LEVEL: 'warn' };
  const args = ['serve', 'out', '--port', '0', '--engine-threads', '1'];
  const served = execa(process.execPath, [cliEntry, ...args], {
    cwd,
    env: given,
    reject: false,
    stdin: 'ignore',
    forceKillAfterDelay: 30_000, // what it promises; execa's own would be five seconds
  });
  onTestFinished(() => void served.kill('SIGKILL'));
  const [url] = (await once(createInterface({ input: served.stdout }), 'line')) as [string];
  return {
    cwd,
    url,
    tell: (...more) => camline(more, { cwd, env: given }),
    stop: async () => {
      served.kill('SIGTERM');
      return (await served).exitCode;
    },
  };
}

/** Waits for it, and has it followed by none. */
async function firstNight({ tell }: Served, audit: string): Promise<Night> {
  let night: Night | undefined;
  const come = async (): Promise<boolean> => {
    const { exitCode, stdout } = await tell('audit', 'history', audit, '--to', 'out', '--json');
    if (exitCode === 0) night = (JSON.parse(stdout) as { nights: Night[] }).nights.at(-1);
    return night !== undefined;
  };
  await vi.waitUntil(come, patience);
  await tell('audit', 'unschedule', audit);
  return night!;
}

/** Often, since no time of day is near enough: nights that come while one runs only say so. */
const schedule = { cron: '*/15 * * * * *', timezone: 'UTC' };

const config = { ...shapesAudit, model, sample: { size: 24 }, metrics: ['energy'], noise: { images: 0 } };

describe.each([
  ['the embedded queue', undefined],
  ['a Redis', missing ?? ''],
])('serve on %s', (name, why) => {
  test.skipIf(why !== undefined && why !== '')(
    'a run of another process is done, a night of a schedule runs, pages are shown, SIGTERM ends it',
    async () => {
      const redis = name === 'a Redis' ? await startRedis() : undefined;
      if (redis !== undefined) onTestFinished(() => redis.stop());
      const served = await serve(redis === undefined ? {} : { CAMLINE_REDIS_URL: redis.url });
      const { cwd, tell, url } = served;

      const request = ['images', '--model', model, '--card', shapesAudit.card, '--to', 'out', '--run', 'one'];
      expect(await tell('enqueue', ...request)).toMatchObject({ exitCode: 0 });
      expect((await fetch(url)).status).toBe(200);
      expect(await (await fetch(url)).text()).toContain('one');

      writeFileSync(join(cwd, 'audit.yaml'), stringify({ ...config, schedule }));
      const lost = { ...config, name: 'lost', model: 'nowhere.onnx', schedule };
      writeFileSync(join(cwd, 'lost.yaml'), stringify(lost));
      expect(await tell('audit', 'schedule', 'lost.yaml')).toMatchObject({ exitCode: 2 });
      expect(await tell('audit', 'schedule', 'lost.yaml', '--no-check')).toMatchObject({ exitCode: 0 });
      expect(await tell('audit', 'schedule', 'audit.yaml')).toMatchObject({ exitCode: 0 });
      const { stdout } = await tell('audit', 'list', '--json');
      const { audits } = JSON.parse(stdout) as { readonly audits: readonly object[] };
      expect(audits).toHaveLength(2);
      expect(audits).toContainEqual(
        expect.objectContaining({ audit: 'shapes', ...schedule, to: join(cwd, 'out') }),
      );

      expect(await firstNight(served, 'lost')).toMatchObject({
        outcome: 'error',
        remarks: [expect.stringContaining('[MODEL_NOT_FOUND]')],
      });
      const night = await firstNight(served, 'shapes');
      expect(night).toMatchObject({ outcome: 'no-baseline', explained: 24, images: 24 });
      const page = join(cwd, `out/audits/shapes/nights/${night.night}/report.html`);
      expect(existsSync(page)).toBe(true);
      expect(readFileSync(page, 'utf8')).toContain('no comparable baseline');
      expect(await tell('audit', 'unschedule', 'shapes')).toMatchObject({ exitCode: 2 });
      expect(await served.stop()).toBe(0);
    },
  );
});
