import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Night } from '../../../src/audit/nights/night.ts';
import { sendWebhook } from '../../../src/audit/webhook.ts';

const night = {
  audit: 'a',
  night: '2026-05-01',
  outcome: 'fail',
  run: 'a-2026-05-01',
  model: { path: '/secret/place/m.onnx', sha256: '0' },
  checks: [],
} as unknown as Night;

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function listening(statuses: readonly number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.statusCode = statuses[received.length] ?? 200;
      received.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?token=abc`, received };
}

const now = (): Date => new Date('2026-05-01T04:00:00Z');

test('signed over time and body, tried again after 5xx, without paths of this machine', async () => {
  const { url, received } = await listening([503, 429, 200]);
  const waits: number[] = [];
  const wait = (millis: number): Promise<void> => Promise.resolve(void waits.push(millis));
  expect(await sendWebhook(night, { url, secret: 'key', now, wait, send: fetch })).toBeUndefined();
  expect(waits).toEqual([1000, 2000]);
  const { headers, body } = received[2]!;
  const time = String(headers['x-camline-timestamp']);
  const expected = createHmac('sha256', 'key').update(`${time}.${body}`).digest('hex');
  expect(headers['x-camline-signature']).toBe(`sha256=${expected}`);
  expect(JSON.parse(body)).toMatchObject({ audit: 'a', outcome: 'fail' });
  expect(body).not.toMatch(/secret|key|token/);
});

test('what will never work is not tried again, and no address is told', async () => {
  const { url, received } = await listening([404]);
  const wait = (): Promise<void> => Promise.resolve();
  expect(await sendWebhook(night, { url, secret: undefined, now, wait, send: fetch })).toBe(
    'the webhook answered 404',
  );
  expect(received).toHaveLength(1);
  expect(received[0]!.headers).not.toHaveProperty('x-camline-signature');
  const gone = await sendWebhook(night, {
    url: 'http://127.0.0.1:1/?token=abc',
    secret: 'key',
    now,
    wait,
    send: fetch,
  });
  expect(gone).toMatch(/could not be reached .*, 4 times/);
  expect(gone).not.toContain('abc');
});
