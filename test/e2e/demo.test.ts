/** The demo's command with its quickest method: what it says, what it leaves, and that a second one redoes nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { samples } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const folder = sharedFolder();
const out = join(folder, 'out');
const demo = () =>
  execa(process.execPath, [join(root, 'scripts/demo.mjs'), '--methods', 'gradcam', '--to', out], {
    cwd: folder,
    env: { CAMLINE_HOME: join(folder, 'home') },
    reject: false,
  });

let first: Awaited<ReturnType<typeof demo>>;
beforeAll(async () => {
  first = await demo();
}, 120_000);

test('says the top classes of each photograph and where things lie', () => {
  expect(first.exitCode, first.stderr).toBe(0);
  for (const name of readdirSync(samples).filter((file) => file.endsWith('.jpg')))
    expect(first.stdout).toMatch(new RegExp(`^${name} +\\w.* 0\\.\\d\\d`, 'm'));
  expect(first.stdout).toMatch(/^report +.*report\.html$/m);
});

test('a second one redoes nothing and says so', async () => {
  const record = join(out, 'runs/demo/records/shard-00000.jsonl');
  const before = readFileSync(record);
  const second = await demo();
  expect(second.stdout).toContain('Nothing to do: run demo was finished before.');
  expect(second.exitCode).toBe(0);
  expect(readFileSync(record)).toEqual(before);
});
