/** Text lines of a file, streamed, numbered from 1; empty ones are left out. */
import { createReadStream } from 'node:fs';
import { CamlineError } from '../errors.ts';

/** A key has at most 1 024 bytes; what is far longer is not a list of images. */
const mostLineBytes = 64 * 1024;
const newline = 0x0a;

export interface NumberedLine {
  readonly text: string;
  readonly number: number;
}

/** Throws SOURCE_NOT_FOUND where the file cannot be read, SOURCE_INVALID for lines that are too long or no UTF-8. */
export async function* manifestLines(path: string): AsyncIterable<NumberedLine> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of chunksOf(path)) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline)) {
      yield* lineOf(bytes.subarray(0, end), path, ++number);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > mostLineBytes)
      throw invalidLine(path, number + 1, `is longer than ${mostLineBytes} bytes`);
    rest = bytes;
  }
  yield* lineOf(rest, path, ++number);
}

async function* chunksOf(path: string): AsyncIterable<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CamlineError('SOURCE_NOT_FOUND', `Cannot read the manifest ${path}: ${reason}.`, { cause });
  }
}

function* lineOf(bytes: Buffer, path: string, number: number): Iterable<NumberedLine> {
  if (bytes.length > mostLineBytes) throw invalidLine(path, number, `is longer than ${mostLineBytes} bytes`);
  // Without a BOM: the decoder takes it away at the beginning of each text it is given.
  const text = decoded(bytes, path, number).trim();
  if (text !== '') yield { text, number };
}

function decoded(bytes: Buffer, path: string, number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidLine(path, number, 'is not UTF-8');
  }
}

export const invalidLine = (path: string, number: number, problem: string): CamlineError =>
  new CamlineError(
    'SOURCE_INVALID',
    `Line ${number} of ${path} ${problem}. Expected one JSON object a line, such as {"key":"cats/1.jpg","label":282}.`,
  );
