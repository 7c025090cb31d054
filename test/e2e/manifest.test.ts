/** A run from a JSONL manifest: its keys, order and labels. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 60_000 });

test('the images of a manifest, in its order, each explained for its label', async () => {
  const cwd = temporaryFolder();
  const write = (lines: readonly object[]): void =>
    writeFileSync(join(cwd, 'list.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const images = [
    { key: 'rocket.jpg', label: 3 },
    { key: 'gone.jpg', label: 1 },
    { key: 'coffee.jpg', label: 9 },
  ];
  const args = ['list.jsonl', '--root', samples, '--model', miniResnet, '--to', 'out', '--outputs', 'none'];
  const run = (...more: readonly string[]) => camline(['run', ...args, ...more], { cwd });

  write([...images, { key: '../secret.jpg' }]);
  expect(await run()).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/line 4 .*"\.\."/) });
  expect(existsSync(join(cwd, 'out'))).toBe(false);

  write(images);
  const done = await run('--run', 'one', '--classes', 'label');
  expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 explained, 1 failed') });
  const lines = readFileSync(join(cwd, 'out/runs/one/records/shard-00000.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { key: 'rocket.jpg', label: 3, explanations: [{ class: 3 }] },
    { key: 'gone.jpg', code: 'IMAGE_NOT_FOUND' },
    { key: 'coffee.jpg', label: 9, explanations: [{ class: 9 }] },
  ]);

  write(images.slice(0, 2));
  expect(await run('--run', 'one', '--classes', 'label')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/RUN_MISMATCH/),
  });
});

test.each([
  [['nowhere'], /found nothing/],
  [[join(samples, 'README.md')], /ends in \.jsonl.*camline explain/],
  [[samples, '--root', '.'], /--root with a manifest only/],
  [['list.jsonl', '--root', 'nowhere'], /found no folder/],
  [[samples, '--classes', 'label'], /JSONL manifest with labels/],
])('%j is refused', async (args, message) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'list.jsonl'), '{"key":"a.jpg"}');
  const refused = await camline(['run', ...args, '--model', miniResnet, '--to', 'out'], { cwd });
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});
