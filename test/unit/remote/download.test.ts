import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { download, type DownloadLimits } from '../../../src/remote/download.ts';
import { redirectTo, startModelServer, type Answer, type ModelServer } from '../../support/modelServer.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const limits = (allowed: string, changes: Partial<DownloadLimits> = {}): DownloadLimits => ({
  allowed: { modelUrls: [], privateModelUrls: [allowed] },
  idleMillis: 5_000,
  totalMillis: 10_000,
  attempts: 3,
  firstPauseMillis: 1,
  ...changes,
});

interface Tried {
  readonly found: boolean;
  readonly bytes: () => string;
  readonly left: number;
}

async function tried(
  server: ModelServer,
  path: string,
  changes: Partial<DownloadLimits> = {},
  left = 1000,
): Promise<Tried> {
  const target = join(temporaryFolder(), 'file');
  const budget = { left };
  const found = await download(
    new URL(path, server.url),
    target,
    budget,
    limits(`${server.url}/m/`, changes),
  );
  return { found, bytes: () => readFileSync(target, 'utf8'), left: budget.left };
}

test('bytes arrive and are counted; 404 says that there is none', async () => {
  const server = await startModelServer({ '/m/a': 'twelve bytes' });
  const { found, bytes, left } = await tried(server, '/m/a?token=x');
  expect([found, bytes(), left]).toEqual([true, 'twelve bytes', 988]);
  expect(server.asked).toEqual(['/m/a?token=x']);
  expect((await tried(server, '/m/none')).found).toBe(false);
});

/** Answers once with each of `first`, then well. */
function after(...first: readonly Exclude<Answer, string | Uint8Array>[]): Answer {
  const left = [...first];
  return (request, response) => {
    const next = left.shift();
    if (next === undefined) response.end('well');
    else next(request, response);
  };
}
const status =
  (code: number): Exclude<Answer, string | Uint8Array> =>
  (_request, response) =>
    response.writeHead(code).end();
const cut: Exclude<Answer, string | Uint8Array> = (_request, response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('half');
  setImmediate(() => response.destroy());
};
const silent: Exclude<Answer, string | Uint8Array> = () => undefined;

test.each<[string, Answer]>([
  ['503 and 429', after(status(503), status(429))],
  ['a body that breaks off', after(cut, cut)],
  ['silence', after(silent)],
])('%s: tried again, and counted once', async (_fault, answer) => {
  const server = await startModelServer({ '/m/a': answer });
  const { bytes, left } = await tried(server, '/m/a', { idleMillis: 100 });
  expect([bytes(), left]).toEqual(['well', 996]);
});

test.each<[string, Answer, Partial<DownloadLimits>, string, RegExp, number]>([
  ['503 for ever', status(503), {}, 'STORE_UNAVAILABLE', /the server answers 503\. Try again later/, 3],
  ['cut each time', cut, {}, 'STORE_UNAVAILABLE', /Cannot fetch/, 3],
  ['silence', silent, { idleMillis: 50 }, 'STORE_UNAVAILABLE', /nothing came for 1 s/, 3],
  ['one byte now and then', drip, { totalMillis: 150 }, 'STORE_UNAVAILABLE', /took more than 1 s/, 1],
  ['403', status(403), {}, 'MODEL_NOT_FOUND', /answers 403.*token/, 1],
  ['too large by its own word', large(true), {}, 'MODEL_TOO_LARGE', /2 GiB/, 1],
  ['too large in fact', large(false), {}, 'MODEL_TOO_LARGE', /2 GiB/, 1],
  ['a redirect to nowhere', redirectTo('ftp://host/x'), {}, 'MODEL_NOT_FOUND', /expected https.*ftp/, 1],
  ['a redirect elsewhere', redirectTo('/secret'), {}, 'CONFIG_INVALID', /allowed, received .*\/secret/, 1],
  ['a circle', redirectTo('/m/a'), {}, 'MODEL_NOT_FOUND', /more than 5 redirects/, 6],
])('BAD SERVER - %s', async (_fault, answer, changes, code, message, times) => {
  const server = await startModelServer({ '/m/a': answer, '/secret': 'secret' });
  const trying = tried(server, '/m/a?token=s3cret', changes);
  await expect(trying).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  await expect(trying).rejects.not.toThrow(/s3cret/);
  expect(server.asked).toHaveLength(times);
  expect(server.asked).not.toContain('/secret');
});

function drip(_request: unknown, response: Parameters<Exclude<Answer, string | Uint8Array>>[1]): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 10);
  response.once('close', () => clearInterval(timer));
}

function large(isSaid: boolean): Answer {
  return (_request, response) => {
    const bytes = Buffer.alloc(2000);
    response.writeHead(200, isSaid ? { 'content-length': bytes.length } : {}).end(bytes);
  };
}

test('a redirect below an allowed address is followed', async () => {
  const server = await startModelServer({ '/m/a': redirectTo('b?signed=1'), '/m/b': 'there' });
  expect((await tried(server, '/m/a?token=x')).bytes()).toBe('there');
  expect(server.asked).toEqual(['/m/a?token=x', '/m/b?signed=1']);
});

test('an allowed name that leads into this machine is refused without a question', async () => {
  const server = await startModelServer({ '/m/a': 'secret' });
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = new URL(server.url.replace('127.0.0.1', host));
    const allowed = { modelUrls: [url.href], privateModelUrls: [] };
    const target = join(temporaryFolder(), 'file');
    const trying = download(new URL('/m/a', url), target, { left: 100 }, limits('', { allowed }));
    await expect(trying).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('public address') as string,
    });
  }
  expect(server.asked).toEqual([]);
});

test('nobody listens: STORE_UNAVAILABLE', async () => {
  const target = join(temporaryFolder(), 'file');
  const trying = download(
    new URL('http://127.0.0.1:9/a'),
    target,
    { left: 1 },
    limits('http://127.0.0.1:9/'),
  );
  await expect(trying).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
