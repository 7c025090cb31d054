import type { Readable } from 'node:stream';
import { messageOf } from '../../errors.ts';
import { DamagedBody } from './transfer.ts';

/**
 * A body of `length` bytes, read into one buffer. Throws DamagedBody where it ends early, goes on for longer or breaks off.
 *
 * @param length of the answer's header; undefined where the server does not say
 */
export async function readBody(body: Readable, length: number | undefined): Promise<Uint8Array> {
  try {
    return length === undefined ? Buffer.concat(await body.toArray()) : await readExactly(body, length);
  } catch (cause) {
    if (cause instanceof DamagedBody) throw cause;
    const reason = messageOf(cause);
    throw new DamagedBody(`the answer broke off: ${reason}`, { cause });
  } finally {
    body.destroy();
  }
}

async function readExactly(body: Readable, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > length) throw new DamagedBody(`more than the ${length} bytes it announced came`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at === length) return bytes;
  throw new DamagedBody(`${at} of ${length} bytes came`);
}
