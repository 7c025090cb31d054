import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localFile } from '../../../src/sources/files/localFile.ts';
import { tarMembers } from '../../../src/sources/tar/tarMembers.ts';
import { encodeTar } from '../../../src/storage/tar.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const files = [
  { name: 'a.json', bytes: new TextEncoder().encode('{}') },
  { name: `${'long/'.repeat(80)}ä.png`, bytes: new TextEncoder().encode('x'.repeat(513)) },
  { name: 'empty', bytes: new Uint8Array(0) },
  ...Array.from({ length: 300 }, (_, index) => ({
    name: `many/${index}`,
    bytes: new Uint8Array(1000).fill(65),
  })),
];

test('what was written is read again, member by member', async () => {
  const path = join(temporaryFolder(), 'a.tar');
  writeFileSync(path, await encodeTar(files));
  const read: { name: string; bytes: Uint8Array }[] = [];
  for await (const { name, text } of tarMembers(await localFile(path)))
    read.push({ name, bytes: new TextEncoder().encode(await text(10_000)) });
  expect(read).toEqual(files);
});

test('the same files are the same bytes at any time', async () => {
  expect(await encodeTar(files)).toEqual(await encodeTar(files));
});
