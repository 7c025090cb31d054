/** Server-sent events: parts of a page by their ids, sent when their markup has changed. */
import type { FastifyReply } from 'fastify';
import type { Html } from '../../report/html.ts';
import type { Visit } from '../routes/route.ts';
import { securityHeaders } from '../security/headers.ts';
import type { Snapshot } from './snapshot.ts';

/** Id of an element → what it holds now. */
export type Parts = Readonly<Record<string, Html>>;

/** Proxies close connections that are silent. */
const pulseMillis = 15_000;
/** A reader who does not read is dropped. */
const mostBufferedBytes = 2 ** 20;

type Rendered = Promise<Parts> | Parts;

/** By page, of each look: however many follow a page, its parts are made once. */
const made = new WeakMap<Snapshot, Map<string, Rendered>>();

function madeOnce(snapshot: Snapshot, page: string, make: () => Rendered): Rendered {
  const pages = made.get(snapshot) ?? new Map<string, Rendered>();
  made.set(snapshot, pages);
  const parts = pages.get(page) ?? make();
  pages.set(page, parts);
  return parts;
}

/** @param render parts of the page as of one look; of the visit it may know its address and rights alone */
export function streamParts(
  { context: { live }, request, reply, rights }: Visit,
  render: (snapshot: Snapshot) => Rendered,
): FastifyReply {
  // Forms hold the token of their session.
  const page = JSON.stringify([request.url, rights.formToken]);
  const sent = new Map<string, string>();
  let rendering = false;
  const tell = async (snapshot: Snapshot): Promise<void> => {
    if (rendering) return;
    rendering = true;
    try {
      const changed = Object.entries(await madeOnce(snapshot, page, () => render(snapshot)))
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
