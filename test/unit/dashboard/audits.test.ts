/** Pages of audits, of nights as they lie in a store. */
import { expect, test } from 'vitest';
import { auditKeys } from '../../../src/audit/nights/auditKeys.ts';
import type { Night } from '../../../src/audit/nights/night.ts';
import { placeOf } from '../../../src/dashboard/places.ts';
import { serveDashboard, type ServedDashboard } from '../../support/dashboard/server.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const nightOf = (night: string, accuracy: number): Night => ({
  schema: 1,
  audit: 'nightly',
  night,
  outcome: 'pass',
  remarks: [],
  startedAt: `${night}T02:00:00.000Z`,
  finishedAt: `${night}T02:10:00.000Z`,
  camline: '0.1.0',
  run: null,
  model: null,
  baseline: null,
  images: 10,
  explained: 10,
  failedByCode: {},
  noiseImages: 0,
  imagesPerSecond: 5,
  checks: [
    {
      name: 'accuracy',
      title: 'Accuracy',
      verdict: 'pass',
      findings: [
        {
          id: 'accuracy',
          title: 'accuracy',
          what: '',
          unit: 'share',
          worse: 'low',
          value: accuracy,
          interval: null,
          noise: null,
          limits: { warn: 0.5, fail: 0.4 },
          verdict: 'pass',
          note: '',
        },
      ],
    },
  ],
  lookBack: [],
  worst: [],
  missed: [],
});

/** Of one day after the other, the oldest first. */
const dayOf = (at: number): string =>
  new Date(Date.UTC(2026, 0, 1) + at * 24 * 3600 * 1000).toISOString().slice(0, 10);

interface Served extends ServedDashboard {
  readonly at: string;
}

async function served(objects: Readonly<Record<string, unknown>>): Promise<Served> {
  const folder = temporaryFolder();
  const { store, id } = placeOf(folder);
  for (const [key, value] of Object.entries(objects))
    await store.putNew(key, new TextEncoder().encode(JSON.stringify(value)));
  return { ...(await serveDashboard([folder])), at: `/stores/${id}/audits` };
}

test('every night keeps its address, however many came after it; the list has the newest sixty', async () => {
  const nights = Array.from({ length: 64 }, (_, at) => nightOf(dayOf(at), 0.6 + at / 1000));
  const { ask, at } = await served(
    Object.fromEntries(nights.map((one) => [auditKeys.night('nightly', one.night), one])),
  );
  const newest = (await ask(`${at}/nightly`)).body;
  expect(newest).toContain(`<span class="quiet">${dayOf(63)}</span>`);
  expect(newest).toContain('Trends over 60 nights');
  expect(newest.match(/<td class="night">/g)).toHaveLength(60);
  expect(newest).toContain(`<b aria-current="page">${dayOf(63)}</b>`);

  const { status, body } = await ask(`${at}/nightly?night=${dayOf(1)}`);
  expect(status).toBe(200);
  expect(body).toContain(`<span class="quiet">${dayOf(1)}</span>`);
  expect(body).toContain('Trends over 2 nights');
  expect(body).toContain('60.1 %');
  expect(body.match(/<td class="night">/g)).toHaveLength(60);
  expect(body).not.toContain('aria-current');
});

test('a night that is damaged is no other one', async () => {
  const { ask, at } = await served({
    [auditKeys.night('nightly', dayOf(0))]: nightOf(dayOf(0), 0.6),
    [auditKeys.night('nightly', dayOf(1))]: { schema: 9 },
  });
  for (const night of [dayOf(1), dayOf(2)])
    expect((await ask(`${at}/nightly?night=${night}`)).status, night).toBe(404);
  expect((await ask(`${at}/nightly`)).body).toContain(`<span class="quiet">${dayOf(0)}</span>`);
});

test('an audit whose first night has not ended is listed, and its page says so', async () => {
  const { ask, at } = await served({ [auditKeys.lock('nightly', 1)]: {} });
  expect((await ask('/audits')).body).toContain('No night has ended yet');
  expect(await ask(`${at}/nightly`)).toMatchObject({
    status: 404,
    body: expect.stringContaining('No night of this audit has ended yet') as string,
  });
  expect((await ask(`${at}/other`)).body).toContain('no such audit');
});
