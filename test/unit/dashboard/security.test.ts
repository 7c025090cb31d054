/** Who may ask for what: names, origins, tokens, forms. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { placeOf } from '../../../src/dashboard/places.ts';
import { openQueues } from '../../../src/queue/openQueues.ts';
import { queueDoor } from '../../../src/queue/queueDoor.ts';
import { directoryStore } from '../../../src/storage/directoryStore.ts';
import { eventsUntil, serveDashboard, type Answer } from '../../support/dashboard/server.ts';
import { failedRecord, okRecord, writeRun } from '../../support/dashboard/records.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const token = 'a secret of many letters';

/** Value of the cookie that an answer sets. */
const cookieOf = ({ headers }: Answer): string => headers['set-cookie']![0]!.split(';')[0]!;
const formOf = ({ body }: Answer): string => /name="form" value="([^"]+)"/.exec(body)![1]!;

async function storeWithRun(): Promise<string> {
  const folder = temporaryFolder();
  await writeRun(directoryStore(folder), 'night', [[okRecord('a.jpg'), failedRecord('b.jpg')]]);
  return folder;
}

describe('names (DNS rebinding)', () => {
  test.each(['localhost:1', '127.0.0.1', '[::1]:8400', '192.168.1.7:80', 'maps.example'])(
    '%s is served',
    async (host) => {
      const dashboard = await serveDashboard([], { hostNames: ['maps.example'] });
      expect(await dashboard.ask('/healthz', { headers: { host } })).toMatchObject({ status: 200 });
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '2130706433.',
    '127.0.0.1:80@evil',
  ])('"%s" is refused, whatever is asked for', async (host) => {
    const dashboard = await serveDashboard([]);
    for (const path of ['/', '/healthz', '/nowhere', '/assets/style.css']) {
      expect((await dashboard.ask(path, { headers: { host } })).status, path).toBeOneOf([400, 421]);
    }
  });
});

describe('other sites', () => {
  test('may link to a page, but neither embed nor fetch one', async () => {
    const { ask } = await serveDashboard([]);
    const cross = { 'sec-fetch-site': 'cross-site' };
    expect((await ask('/', { headers: { ...cross, 'sec-fetch-mode': 'navigate' } })).status).toBe(200);
    expect((await ask('/', { headers: { ...cross, 'sec-fetch-mode': 'no-cors' } })).status).toBe(403);
    expect((await ask('/events', { headers: { ...cross, 'sec-fetch-mode': 'cors' } })).status).toBe(403);
  });

  test('every answer carries the policy: no inline script or style, no frame, no sniffing', async () => {
    const { ask } = await serveDashboard([]);
    for (const path of ['/', '/nowhere', '/assets/style.css', '/login']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy'], path).toContain("default-src 'none'");
      expect(headers['content-security-policy'], path).not.toContain('unsafe');
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['access-control-allow-origin'], path).toBeUndefined();
    }
  });

  test('no page holds an inline script, style or handler', async () => {
    const { ask } = await serveDashboard([await storeWithRun()], { allowActions: true });
    const { body } = await ask('/');
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|<style|\son[a-z]+=/i);
  });
});

describe('orders', () => {
  test('a dashboard that only shows takes none and offers none', async () => {
    const dashboard = await serveDashboard([await storeWithRun()]);
    const page = await dashboard.ask('/');
    expect(page.body).not.toContain('<form');
    const refused = await dashboard.ask('/queue/pause', { method: 'POST', form: {} });
    expect(refused).toMatchObject({
      status: 403,
      body: expect.stringContaining('--allow-actions') as string,
    });
  });

  test('from where, and with which form token, decides', async () => {
    const home = temporaryFolder();
    const held = await openQueues({ home });
    onTestFinished(() => held.close());
    const { ask, host } = await serveDashboard([], { allowActions: true }, queueDoor({ home }));
    const [page, other] = [await ask('/'), await ask('/')];
    const cookie = cookieOf(page);
    const order = async (
      form: Record<string, string>,
      headers: Record<string, string> = {},
    ): Promise<number> =>
      (await ask('/queue/pause', { method: 'POST', headers: { cookie, ...headers }, form })).status;
    const own = { form: formOf(page) };

    expect(await order({}), 'no form token').toBe(403);
    expect(await order({ form: 'x' }), 'a wrong one').toBe(403);
    expect(await order({ form: formOf(other) }), "another session's").toBe(403);
    expect(await order(own, { cookie: '' }), 'no session').toBe(403);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', `http://${host}.evil.example`])
      expect(await order(own, { origin }), origin).toBe(403);
    expect(await order(own, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(403);
    expect(await held.isPaused()).toBe(false);

    expect(await order(own, { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(303);
    expect(await held.isPaused()).toBe(true);
    expect((await ask('/')).body).toContain('The queue is paused');
  });

  test('who follows a page is sent forms of the own session alone', async () => {
    const folder = await storeWithRun();
    const { ask, url } = await serveDashboard([folder], { allowActions: true });
    const at = `/stores/${placeOf(folder).id}/runs/night`;
    const pages = [await ask(at), await ask(at)];
    const sent = await Promise.all(
      pages.map((page) => eventsUntil('"actions"', `${url}${at}/events`, { cookie: cookieOf(page) })),
    );
    for (const [of, text] of sent.entries()) {
      expect(text).toContain(formOf(pages[of]!));
      expect(text).not.toContain(formOf(pages[1 - of]!));
    }
  });

  test('a body that is no form is refused', async () => {
    const { ask } = await serveDashboard([], { allowActions: true });
    const headers = { 'content-type': 'application/json' };
    expect((await ask('/queue/pause', { method: 'POST', headers, form: {} })).status).toBe(415);
  });
});

describe('with a token', () => {
  const pages = ['/', '/events', '/queue/pause'];

  test('nothing is shown before it is, and a browser is sent to the login', async () => {
    const { ask } = await serveDashboard([await storeWithRun()], { token });
    for (const path of pages.slice(0, 2)) {
      const answer = await ask(path);
      expect(answer).toMatchObject({ status: 303, body: '' });
      expect(answer.headers.location).toBe('/login');
    }
    expect((await ask('/queue/pause', { method: 'POST', form: {} })).status).toBe(401);
    expect((await ask('/healthz')).body).toBe('ok');
    expect((await ask('/readyz')).body).not.toContain('/');
  });

  test('the right one opens the pages; a cookie that was changed does not', async () => {
    const { ask } = await serveDashboard([await storeWithRun()], { token });
    expect((await ask('/login', { method: 'POST', form: { token: `${token}!` } })).status).toBe(401);
    const login = await ask('/login', { method: 'POST', form: { token } });
    expect(login.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict;/);
    const cookie = cookieOf(login);
    expect((await ask('/', { headers: { cookie } })).body).toContain('night');
    expect((await ask('/', { headers: { cookie: cookie.replace('.k.', '.a.') } })).status).toBe(303);
    expect((await ask('/', { headers: { cookie: cookie.slice(0, -1) } })).status).toBe(303);
    expect((await ask('/', { headers: { authorization: `Bearer ${token}` } })).body).toContain('night');
    expect((await ask('/', { headers: { authorization: 'Bearer guess' } })).status).toBe(303);
  });

  test('a cookie holds after a restart with the same token, and not with another', async () => {
    const store = await storeWithRun();
    const first = await serveDashboard([store], { token });
    const cookie = cookieOf(await first.ask('/login', { method: 'POST', form: { token } }));
    await first.close();
    const second = await serveDashboard([store], { token });
    expect((await second.ask('/', { headers: { cookie } })).status).toBe(200);
    const third = await serveDashboard([store], { token: `${token} new` });
    expect((await third.ask('/', { headers: { cookie } })).status).toBe(303);
  });

  test('guessing is slowed down', async () => {
    const { ask } = await serveDashboard([], { token });
    const guess = async (): Promise<number> =>
      (await ask('/login', { method: 'POST', form: { token: 'guess' } })).status;
    for (let count = 0; count < 10; count++) expect(await guess()).toBe(401);
    expect(await guess()).toBe(429);
  });

  test('a page of another site cannot log a browser in', async () => {
    const { ask } = await serveDashboard([], { token });
    const headers = { origin: 'http://evil.example' };
    expect((await ask('/login', { method: 'POST', headers, form: { token } })).status).toBe(403);
  });

  test('beyond the loopback there must be one, and not a short one', async () => {
    await expect(serveDashboard([], { host: '0.0.0.0' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(serveDashboard([], { host: '::' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(serveDashboard([], { token: 'short' })).rejects.toThrow('16 characters');
  });
});
