/** Server-sent events: parts of a page by their ids, sent when their markup has changed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Html } from '../../report/html.ts';
import { securityHeaders } from '../security/headers.ts';
import type { Live } from './live.ts';
import type { Snapshot } from './snapshot.ts';

/** Id of an element → what it holds now. */
export type Parts = Readonly<Record<string, Html>>;

/** Proxies close connections that are silent. */
const pulseMillis = 15_000;
/** A reader who does not read is dropped. */
const mostBufferedBytes = 2 ** 20;

/** @param render parts of the page as of one look; undefined where they cannot be told now */
export function streamParts(
  live: Live,
  request: FastifyRequest,
  reply: FastifyReply,
  render: (snapshot: Snapshot) => Promise<Parts> | Parts,
): FastifyReply {
  const sent = new Map<string, string>();
  let rendering = false;
  const tell = async (snapshot: Snapshot): Promise<void> => {
    if (rendering) return;
    rendering = true;
    try {
      const changed = Object.entries(await render(snapshot))
        .map(([id, { markup }]) => [id, markup] as const)
        .filter(([id, markup]) => sent.get(id) !== markup);
      for (const [id, markup] of changed) sent.set(id, markup);
      if (changed.length > 0) write(`event: parts\ndata: ${JSON.stringify(Object.fromEntries(changed))}\n\n`);
    } catch {
      // The page stays as it is; the next look may tell more.
    } finally {
      rendering = false;
    }
  };
  const leave = live.watch((snapshot) => void tell(snapshot));
  if (leave === undefined)
    return reply.code(503).send('Too many pages are open. Close some, or reload by hand.');

  const { raw } = reply.hijack();
  const write = (text: string): void => {
    if (raw.writableLength > mostBufferedBytes) raw.destroy();
    else raw.write(text);
  };
  raw.writeHead(200, {
    ...securityHeaders,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  write('retry: 3000\n\n');
  const pulse = setInterval(() => write(': still here\n\n'), pulseMillis);
  request.raw.once('close', () => {
    clearInterval(pulse);
    leave();
  });
  return reply;
}
