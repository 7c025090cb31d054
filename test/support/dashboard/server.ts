/** A dashboard of the sources on a free port, and requests with whatever headers a test wants. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import type { DashboardOptions } from '../../../src/dashboard/context.ts';
import { startDashboard } from '../../../src/dashboard/startDashboard.ts';
import { queueDoor, type QueueDoor } from '../../../src/queue/queueDoor.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

export interface ServedDashboard {
  readonly url: string;
  readonly host: string;
  ask(path: string, asked?: Asked): Promise<Answer>;
  close(): Promise<void>;
}

/** Shows `destinations` of the test; its queue is an embedded one that nobody holds, unless one is given. */
export async function serveDashboard(
  destinations: readonly string[],
  options: Partial<DashboardOptions> = {},
  queue: QueueDoor = queueDoor({ home: temporaryFolder() }),
): Promise<ServedDashboard> {
  const whole: DashboardOptions = {
    host: '127.0.0.1',
    port: 0,
    destinations,
    hostNames: [],
    token: undefined,
    allowActions: false,
    cache: options.cache ?? temporaryFolder(),
    ...options,
  };
  const { url, close } = await startDashboard(whole, queue);
  let closed = false;
  const closeOnce = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await close();
    await queue.close();
  };
  onTestFinished(closeOnce);
  return { url, host: new URL(url).host, ask: (path, asked) => ask(url, path, asked), close: closeOnce };
}

/** What a page's events tell until `text` stands in them. */
export async function eventsUntil(
  text: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const stop = new AbortController();
  const answer = await fetch(url, { signal: stop.signal, headers });
  let told = '';
  for await (const chunk of answer.body!) {
    told += new TextDecoder().decode(chunk);
    if (told.includes(text)) break;
  }
  stop.abort();
  return told;
}

function ask(
  base: string,
  path: string,
  { method = 'GET', headers = {}, form }: Asked = {},
): Promise<Answer> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    // The path goes as it is: `new URL` would resolve its dots.
    const sent = request({ hostname, port, path, method, headers: { ...type, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
