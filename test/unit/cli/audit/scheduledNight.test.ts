import { expect, test } from 'vitest';
import { readNights } from '../../../../src/audit/nights/night.ts';
import { scheduledNight } from '../../../../src/cli/audit/scheduled/scheduledNight.ts';
import { openStore } from '../../../../src/storage/openStore.ts';
import { auditJob } from '../../../support/auditJob.ts';
import { freePort } from '../../../support/freePort.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test.each([
  ['the last try', true, ['error']],
  ['one that is not the last', false, []],
])('a night whose queue cannot be asked, at %s', async (_what, lastTry, outcomes) => {
  const to = temporaryFolder();
  const audit = { ...auditJob('night', '0 3 * * *', 'UTC').audit, to };
  const given = { id: 'repeat:night:1', audit, startedAt: '2026-05-02T03:00:00.000Z', lastTry };
  const redis = `redis://127.0.0.1:${await freePort()}`;
  const night = scheduledNight(given, { redis }, new AbortController().signal);
  await expect(night).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  const nights = await readNights(openStore(to), 'night', 9);
  expect(nights.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(nights.every(({ remarks }) => remarks.join().includes('[QUEUE_UNAVAILABLE]'))).toBe(true);
});
