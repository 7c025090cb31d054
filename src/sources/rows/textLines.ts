/** Text lines of a file, streamed, numbered from 1; empty ones are left out. */
import type { SourceFile } from '../files/sourceFile.ts';
import { invalidRow } from './invalidRow.ts';

/** A key has at most 1 024 bytes; what is far longer is not a list of images. */
const mostLineBytes = 64 * 1024;
const newline = 0x0a;

export interface NumberedLine {
  readonly text: string;
  readonly number: number;
}

/** Throws SOURCE_INVALID for lines that are too long or no UTF-8. */
export async function* textLines(file: SourceFile): AsyncIterable<NumberedLine> {
  const path = file.name;
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const part of file.chunks()) {
    const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline)) {
      yield* lineOf(bytes.subarray(0, end), path, ++number);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > mostLineBytes)
      throw invalidRow(path, number + 1, `is longer than ${mostLineBytes} bytes`);
    rest = bytes;
  }
  yield* lineOf(rest, path, ++number);
}

function* lineOf(bytes: Buffer, path: string, number: number): Iterable<NumberedLine> {
  if (bytes.length > mostLineBytes) throw invalidRow(path, number, `is longer than ${mostLineBytes} bytes`);
  // Without a BOM: the decoder takes it away at the beginning of each text it is given.
  const text = decoded(bytes, path, number).trim();
  if (text !== '') yield { text, number };
}

function decoded(bytes: Buffer, path: string, number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidRow(path, number, 'is not UTF-8');
  }
}
