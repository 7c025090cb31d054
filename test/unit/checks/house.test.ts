/** What `npm run check` asks beside the tests, so that `npm test` alone covers it. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { houseChecks } from '../../../scripts/lib/houseChecks.mjs';
import { root } from '../../../scripts/lib/paths.mjs';

test.each(houseChecks)('$name', { timeout: 120_000 }, ({ args }) => {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(result.status, `${result.stdout}${result.stderr}`).toBe(0);
});
