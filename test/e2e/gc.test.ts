/** What `camline gc` deletes from real results, and what it leaves alone. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 60_000 });

test('tells first, deletes when told to, and leaves the rest', async () => {
  const cwd = temporaryFolder();
  const write = (path: string, text: string): void => {
    mkdirSync(join(cwd, path, '..'), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  const yesterday = Date.now() / 1000 - 2 * 24 * 60 * 60;
  const age = (path: string): void => utimesSync(join(cwd, path), yesterday, yesterday);
  const gc = (...more: readonly string[]) => camline(['gc', 'out', ...more], { cwd });
  write('list.jsonl', '{"key":"rocket.jpg"}');
  for (const run of ['one', 'two']) {
    const request = ['list.jsonl', '--root', samples, '--model', miniResnet, '--to', 'out', '--run', run];
    expect(await camline(['run', ...request], { cwd })).toMatchObject({ exitCode: 0 });
  }
  write('elsewhere/kept.txt', 'not ours');
  write('out/notes.txt', 'not ours either');
  for (const path of [
    'out/models/m/net.onnx',
    'out/runs/one/records/.camline-tmp-1-a',
    'out/runs/begun/manifest/part-00000.jsonl',
  ]) {
    write(path, 'left behind');
    age(path);
  }
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'out/runs/one/link'));

  const told = await gc('--keep', '1');
  expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Nothing was: .*--delete/) });
  for (const name of [
    /run +one/,
    /run +begun/,
    /model +m /,
    /temporary +runs\/one\/records\/\.camline-tmp/,
  ]) {
    expect(told.stdout).toMatch(name);
  }
  expect(existsSync(join(cwd, 'out/runs/one/run.json'))).toBe(true);

  expect(await gc('--keep', '1', '--delete')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Deleted'),
  });
  expect(readdirSync(join(cwd, 'out/runs'))).toEqual(['one', 'two']);
  expect(readdirSync(join(cwd, 'out/runs/one'))).toEqual(['link']);
  expect(existsSync(join(cwd, 'out/models'))).toBe(false);
  for (const path of ['out/runs/two/report.html', 'out/notes.txt', 'elsewhere/kept.txt']) {
    expect(statSync(join(cwd, path)).isFile()).toBe(true);
  }
  expect(await gc('--json')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/"garbage": ?\[\]/),
  });
});

test.each([
  [['nowhere'], /found none/],
  [['out', '--keep', 'all'], /number of runs such as 10/],
])('%j is refused', async (args, message) => {
  const refused = await camline(['gc', ...args], { cwd: temporaryFolder() });
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});
