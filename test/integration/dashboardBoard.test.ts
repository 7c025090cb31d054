/** The raw queues of a Redis under /queues: who may see them, and who may change them. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DashboardOptions } from '../../src/dashboard/context.ts';
import { openQueues } from '../../src/queue/openQueues.ts';
import { queueDoor } from '../../src/queue/queueDoor.ts';
import type { Queues } from '../../src/queue/queues.ts';
import { serveDashboard, type Answer, type ServedDashboard } from '../support/dashboard/server.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const missing = redisMissing();
const token = 'a secret of many letters';

describe.skipIf(missing !== undefined)(`on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  let redis: RedisServer;
  const home = sharedFolder();
  let held: Queues;
  beforeAll(async () => {
    redis = await startRedis();
    held = await openQueues({ home, redisUrl: redis.url });
  });
  afterAll(async () => {
    await held?.close();
    await redis?.stop();
  });

  const serve = (options: Partial<DashboardOptions> = {}): Promise<ServedDashboard> => {
    const queue = queueDoor({ home: temporaryFolder(), redisUrl: redis.url });
    return serveDashboard([], { redisUrl: redis.url, ...options }, queue);
  };
  const cookiesOf = ({ headers }: Answer): Map<string, string> =>
    new Map((headers['set-cookie'] ?? []).map((one) => one.split(';')[0]!.split('=', 2) as [string, string]));
  const names = ({ body }: Answer): string[] =>
    (JSON.parse(body) as { queues: { name: string }[] }).queues.map(({ name }) => name);

  test('queues and files are there; nothing is loaded from elsewhere; no address is a path', async () => {
    const { ask } = await serve();
    expect(names(await ask('/queues/api/queues'))).toEqual(['runs', 'explain', 'audits']);
    const { body, headers } = await ask('/queues/queue/runs');
    expect(headers['content-security-policy']).toMatch(/script-src 'self';.*base-uri 'self'/);
    expect(body).not.toMatch(/https?:|<%/);
    const scripts = [...body.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, file]) => file!);
    expect(scripts.length).toBeGreaterThan(3);
    for (const file of scripts) expect((await ask(`/queues/${file}`)).status, file).toBe(200);
    for (const path of ['static/../index.ejs', 'static/..%2f..%2fpackage.json', 'static/%2e%2e/index.ejs'])
      expect((await ask(`/queues/${path}`)).status, path).toBe(404);
  });

  test.each([
    ['', 10],
    ['25', 25],
    ['1000000', 100],
    ['-1', 1],
    ['x', 10],
  ])('asked for %j jobs, a page holds %i at most', async (asked, most) => {
    const { ask } = await serve();
    const { body } = await ask(`/queues/api/queues?activeQueue=explain&status=latest&jobsPerPage=${asked}`);
    const { queues } = JSON.parse(body) as { queues: { name: string; pagination: object }[] };
    const explain = queues.find(({ name }) => name === 'explain');
    expect(explain?.pagination).toMatchObject({ range: { start: 0, end: most - 1 } });
  });

  test('they are for who may look alone', async () => {
    const { ask } = await serve({ token });
    for (const path of ['/queues/', '/queues/api/queues', '/queues/static/images/logo.svg'])
      expect((await ask(path)).headers.location, path).toBe('/login');
    const known = { authorization: `Bearer ${token}` };
    expect((await ask('/queues/api/queues', { headers: known })).status).toBe(200);
  });

  test('a dashboard that only shows takes no order', async () => {
    const { ask } = await serve({ token });
    const headers = { authorization: `Bearer ${token}` };
    for (const order of ['runs/pause', 'pause', 'runs/empty', 'runs/clean/completed', 'runs/1/clean'])
      expect((await ask(`/queues/api/queues/${order}`, { method: 'PUT', headers })).status, order).toBe(403);
    expect(await held.isPaused()).toBe(false);
  });

  test('one with the right to act takes those of its own page; jobs are never made up or changed', async () => {
    const { ask, host } = await serve({ allowActions: true });
    const [page, other] = [await ask('/queues/'), await ask('/queues/')];
    const cookie = `camline=${cookiesOf(page).get('camline')}`;
    const own = cookiesOf(page).get('XSRF-TOKEN')!;
    const order = async (headers: Record<string, string>, path = 'explain/pause'): Promise<number> =>
      (await ask(`/queues/api/queues/${path}`, { method: 'PUT', headers: { cookie, ...headers } })).status;
    const wrong = cookiesOf(other).get('XSRF-TOKEN')!;
    onTestFinished(() => held.unpause());

    expect(await order({})).toBe(403);
    expect(await order({ 'x-xsrf-token': wrong })).toBe(403);
    expect(await order({ 'x-xsrf-token': own, cookie: '' })).toBe(403);
    expect(await order({ 'x-xsrf-token': own, origin: 'http://evil.example' })).toBe(403);
    expect(await held.isPaused()).toBe(false);
    expect(await order({ 'x-xsrf-token': own, origin: `http://${host}` })).toBe(200);
    expect(await held.isPaused()).toBe(true);

    const post = { method: 'POST', headers: { cookie, 'x-xsrf-token': own } } as const;
    expect((await ask('/queues/api/queues/runs/add', post)).status).toBe(404);
    expect(await order({ 'x-xsrf-token': own }, 'runs/obliterate')).toBe(404);
  });

  test('where Redis is away, its data are told to be unavailable, and the page stays', async () => {
    const { ask } = await serve({ redisUrl: 'redis://127.0.0.1:1' });
    expect((await ask('/queues/')).status).toBe(200);
    expect((await ask('/queues/api/queues')).status).toBe(503);
  });

  test('an embedded queue has no such pages', async () => {
    const { ask } = await serveDashboard([]);
    expect((await ask('/queues/')).status).toBe(404);
    expect((await ask('/')).body).not.toContain('Raw queues');
  });
});
