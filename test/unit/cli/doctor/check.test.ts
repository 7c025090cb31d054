import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { findingLines } from '../../../../src/cli/doctor/doctor.ts';
import { examine, isHealthy } from '../../../../src/cli/doctor/check.ts';
import { nodeVersion, versionOf, writableFolder } from '../../../../src/cli/doctor/checks.ts';

const fails = (): never => {
  throw new Error('not there\nsecond line');
};

test('what is missing is told with what it is needed for; only what is required makes it unhealthy', async () => {
  const optional = { name: 'redis', neededFor: 'clusters', required: false, find: fails };
  const good = { name: 'node', neededFor: 'all', required: true, find: () => 'v20' };
  const findings = await examine([good, optional]);
  expect(findingLines(findings)).toEqual([
    'STATE   WHAT   FOUND',
    'ok      node   v20',
    'absent  redis  not there (needed for: clusters)',
    'Ready.',
  ]);
  expect(isHealthy(findings)).toBe(true);
  expect(isHealthy(await examine([{ ...optional, required: true }]))).toBe(false);
});

test.each(['20.19.0', '20.20.2', '22.1.0', '24.0.0'])('Node %s will do', (version) =>
  expect(nodeVersion(version)).toBe(version),
);
test.each(['20.18.9', '18.20.0'])('Node %s will not', (version) =>
  expect(() => nodeVersion(version)).toThrow('older than 20.19'),
);

test('versionOf asks the program, or says that there is none', async () => {
  expect(await versionOf(process.execPath)).toBe(process.versions.node);
  await expect(versionOf('no-such-program-here')).rejects.toThrow(
    'no no-such-program-here on the search path',
  );
});

test('writableFolder tries the folder, or the nearest one that is there, and leaves nothing', async () => {
  const folder = temporaryFolder();
  expect(await writableFolder(folder)).toBe(`${folder} is writable`);
  expect(await writableFolder(join(folder, 'a/b'))).toBe(`${join(folder, 'a/b')} can be made`);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(join(folder, 'file'), '');
  await expect(writableFolder(join(folder, 'file'))).rejects.toThrow('is a file');
  await expect(writableFolder(join(folder, 'file/below'))).rejects.toThrow('is a file');
});
