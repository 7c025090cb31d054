import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/storage/openStore.ts';
import { unknownRun } from '../../../src/storage/unknownRun.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const many = Array.from({ length: 12 }, (_, index) => `run-${String(index).padStart(2, '0')}`);

test.each([
  ['no other', [], 'nightly', /There is no run "nightly" in .*, and no other: start it first\.$/],
  [
    'one with nearly that name',
    ['nightly', 'demo'],
    'nihgtly',
    /Did you mean "nightly"\? There is: demo, nightly\.$/,
  ],
  ['others', ['demo'], 'nightly', /"nightly" in .*\. There is: demo\.$/],
  ['many others', many, 'x', /There is: run-00, .*run-09, … \(12 in all\)\.$/],
])('%s', async (_what, there, run, message) => {
  const folder = temporaryFolder();
  for (const name of there) mkdirSync(join(folder, 'runs', name), { recursive: true });
  const error = await unknownRun(openStore(folder), run);
  expect(error.code).toBe('RUN_UNKNOWN');
  expect(error.message).toMatch(message);
});
