import type { Socket } from 'node:net';

/** Lines of UTF-8 as they come; ends with the connection, however that ends, or where a line is longer than `longest` bytes. */
export async function* linesOf(connection: Socket, longest: number): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunksOf(connection)) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > longest) return;
  }
}

/** A connection that breaks is one that has ended. */
async function* chunksOf(connection: Socket): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of connection as AsyncIterable<Buffer>) yield chunk;
  } catch {
    return;
  }
}
