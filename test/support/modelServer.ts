/** An HTTP server on the loopback whose answers a test makes up. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = Uint8Array | string | ((request: IncomingMessage, response: ServerResponse) => void);

export interface ModelServer {
  /** "http://127.0.0.1:1234" */
  readonly url: string;
  /** By path, without query; any other is a 404. */
  readonly answers: Map<string, Answer>;
  /** Paths with their queries, in order. */
  readonly asked: string[];
}

/** Ends with the test. */
export async function startModelServer(answers: Readonly<Record<string, Answer>> = {}): Promise<ModelServer> {
  const known = new Map(Object.entries(answers));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const answer = known.get(new URL(request.url!, 'http://any').pathname);
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answers: known, asked };
}

export const redirectTo =
  (location: string): Answer =>
  (_request, response) =>
    response.writeHead(302, { location }).end();
