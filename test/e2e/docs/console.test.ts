/** Every `console` block of README and docs is typed into a shell, page by page, and must print what the page shows. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cliEntry, root } from '../../../scripts/lib/paths.mjs';
import { hasPeers, peersEnvironment, python } from '../../../scripts/lib/peers.mjs';
import { commandsOf, missingLine } from '../../support/docs/console.ts';
import { blocksOf, pages } from '../../support/docs/pages.ts';
import { redisMissing, startRedis } from '../../support/redis.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** What a page calls the reader's Redis. */
const namedRedis = 'redis://localhost:6379';

/** What a page finds in its folder, and where that lies in the repository. */
const folders = [
  ['samples', 'samples'],
  ['models', 'models'],
  ['web_model', 'test/fixtures/tf/keras_mobilenet/layers'],
] as const;

const scripts = pages
  .map((page) => ({ page, blocks: blocksOf(page).filter(({ language }) => language === 'console') }))
  .filter(({ blocks }) => blocks.length > 0)
  .map(({ page, blocks }) => {
    const commands = blocks.flatMap(({ lines }) => commandsOf(lines));
    return { page, commands, lacking: lackingFor(commands.map(({ text }) => text).join('\n')) };
  });

/** Why commands cannot be tried on this machine, or undefined where they can. */
function lackingFor(text: string): string | undefined {
  if (/^python\b/m.test(text) && !hasPeers()) return 'Python libraries are missing: npm run peers';
  return text.includes(namedRedis) ? redisMissing() : undefined;
}

test('there are pages to try', () => {
  expect(scripts.length).toBeGreaterThan(2);
});

describe.each(scripts)('$page', ({ commands, lacking }) => {
  const needsRedis = commands.some(({ text }) => text.includes(namedRedis));
  test.skipIf(lacking !== undefined)(
    `does what it shows${lacking === undefined ? '' : ` (${lacking})`}`,
    { timeout: 600_000 },
    async () => {
      const type = await openShell(needsRedis);
      for (const { text, isBackground, shown } of commands) {
        const ended = await type(text, isBackground);
        expect(ended, text).toMatchObject({ exitCode: 0 });
        expect(missingLine(shown, ended.all), `shown under "${text}", but not in\n${ended.all}`).toBe(
          undefined,
        );
      }
    },
  );
});

interface Ended {
  readonly exitCode: number | undefined;
  readonly all: string;
}

/** A shell in a folder with the repository's samples and models, where `camline` and `python` are at hand. */
async function openShell(
  needsRedis: boolean,
): Promise<(text: string, isBackground: boolean) => Promise<Ended>> {
  const cwd = temporaryFolder();
  for (const [name, folder] of folders) symlinkSync(join(root, folder), join(cwd, name));
  const env = { ...peersEnvironment(), PATH: `${tools(cwd)}:${process.env['PATH']}`, HOME: cwd };
  const url = needsRedis ? await redisUrl() : namedRedis;
  return async (text, isBackground) => {
    const line = text.replaceAll(namedRedis, url);
    const running = execa('bash', ['-c', isBackground ? `exec ${line}` : line], {
      cwd,
      env,
      all: true,
      reject: false,
      stdin: 'ignore',
    });
    if (!isBackground) {
      const { exitCode, all } = await running;
      return { exitCode, all };
    }
    endedWithTheTest(running);
    return { exitCode: 0, all: '' };
  };
}

function tools(cwd: string): string {
  const folder = join(cwd, '.bin');
  mkdirSync(folder);
  const programs = { camline: [process.execPath, cliEntry], python: [python] };
  for (const [name, words] of Object.entries(programs)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

async function redisUrl(): Promise<string> {
  const server = await startRedis(['--maxmemory-policy', 'noeviction']);
  onTestFinished(() => server.stop());
  return server.url;
}

function endedWithTheTest(running: PromiseLike<unknown> & { kill(signal: 'SIGTERM'): boolean }): void {
  onTestFinished(async () => {
    running.kill('SIGTERM');
    await running;
  });
}
