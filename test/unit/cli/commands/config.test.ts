import { expect, test } from 'vitest';
import { settingLines } from '../../../../src/cli/commands/config.ts';
import { readSettings } from '../../../../src/config/readSettings.ts';

test('a line a setting with its origin; credentials are masked', async () => {
  const variables = { CAMLINE_REDIS_URL: 'rediss://me:secret@host:6380/1' };
  const text = settingLines(await readSettings({ variables })).join('\n');
  expect(text).toMatch(/redisUrl +rediss:\/\/\*\*\*@host:6380\/1 +CAMLINE_REDIS_URL/);
  expect(text).toMatch(/home +\.camline +default +CAMLINE_HOME/);
  expect(text).toMatch(/logFile +- +default/);
  expect(text).toMatch(/modelUrls +- +default/);
  expect(text).not.toContain('secret');
});
