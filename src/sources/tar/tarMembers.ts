/** The files in a tar, streamed. `storage/tar.ts` writes tars. */
import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { CamlineError, messageOf } from '../../errors.ts';
import type { SourceFile } from '../files/sourceFile.ts';

export interface TarMember {
  readonly name: string;
  readonly bytes: number;
  /** Where its bytes begin in the tar. */
  readonly offset: number;
  /** The bytes, where they are at most so many; else undefined. */
  text(most: number): Promise<string | undefined>;
}

/** The library says where a member begins, its types do not. */
type PlacedHeaders = Header & { readonly byteOffset: number };

/** In the order of the tar. Throws SOURCE_INVALID where it is none or cut. */
export async function* tarMembers(file: SourceFile): AsyncIterable<TarMember> {
  const reader = extract();
  const source = Readable.from(file.chunks());
  source.on('error', (error) => reader.destroy(error));
  source.pipe(reader);
  try {
    for await (const entry of reader) {
      const { name, size, type, byteOffset } = entry.header as PlacedHeaders;
      let used = false;
      if (type === 'file' || type === 'contiguous-file') {
        yield {
          name,
          bytes: size,
          offset: byteOffset,
          async text(most) {
            if (size > most) return undefined;
            used = true;
            const chunks: Buffer[] = [];
            for await (const chunk of entry) chunks.push(chunk as Buffer);
            return Buffer.concat(chunks).toString('utf8');
          },
        };
      }
      if (!used) entry.resume();
    }
  } catch (error) {
    if (error instanceof CamlineError) throw error;
    throw new CamlineError('SOURCE_INVALID', `Cannot read ${file.name} as a tar: ${troubleOf(error)}.`, {
      cause: error,
    });
  }
}

/** What the library says, and what to do about it. */
const troubles: readonly (readonly [said: RegExp, told: string])[] = [
  [/unexpected end/i, 'it ends within a member; copy it again'],
  [
    /invalid tar header/i,
    'it is damaged, compressed or something else; copy it again, or unpack it with gunzip first',
  ],
];

function troubleOf(error: unknown): string {
  const said = messageOf(error);
  return troubles.find(([pattern]) => pattern.test(said))?.[1] ?? said.replace(/[.?!]+$/, '');
}
