import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SealedFiles } from '../../../../../src/engine/onnx/cache/sealedFiles.ts';
import { temporaryFolder } from '../../../../support/temporaryFolder.ts';

test('writers and readers at the same time: every answer is one whole content', async () => {
  const folder = temporaryFolder();
  const writers = Array.from({ length: 20 }, (_, id) => new SealedFiles(folder).put('key', contentOf(id)));
  const readers = Array.from({ length: 200 }, () => new SealedFiles(folder).get('key'));
  await Promise.all(writers);
  const found = [...(await Promise.all(readers)), await new SealedFiles(folder).get('key')];
  const whole = found.filter((content) => content !== null) as number[][];
  expect(whole.length).toBeGreaterThan(0);
  for (const content of whole) expect(content).toEqual(contentOf(content[0]!));
  expect(readdirSync(folder)).toHaveLength(1);
});

const contentOf = (id: number): number[] => new Array<number>(20_000).fill(id);

test('another key whose file has the same name does not count', async () => {
  const folder = temporaryFolder();
  const files = new SealedFiles(folder);
  await files.put('a', 'content');
  await expect(files.get('b')).resolves.toBeNull();
  await expect(files.get('a')).resolves.toBe('content');
});

test('old files go when one is written; what is not ours stays', async () => {
  const folder = temporaryFolder();
  const files = new SealedFiles(folder);
  await files.put('old', 1);
  const [old] = readdirSync(folder);
  const foreign = join(folder, 'notes.txt');
  writeFileSync(foreign, 'mine');
  const killed = join(folder, `${'0'.repeat(40)}.00000000-0000-4000-8000-000000000000`);
  writeFileSync(killed, 'half of a file');
  mkdirSync(join(folder, 'fonts'));
  const longAgo = new Date(Date.now() - 91 * 24 * 3_600_000);
  for (const path of [join(folder, old!), foreign, killed]) utimesSync(path, longAgo, longAgo);
  await files.put('new', 2);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(readdirSync(folder)).not.toContain(old);
  await expect(files.get('new')).resolves.toBe(2);
});

test.runIf(process.platform !== 'win32')('files are for their user alone', async () => {
  const folder = join(temporaryFolder(), 'deep', 'down');
  await new SealedFiles(folder).put('key', 1);
  expect(statSync(join(folder, readdirSync(folder)[0]!)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
