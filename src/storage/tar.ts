/** Writes tars; `sources/tar/tarMembers.ts` reads them. These two import tar-stream. */
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The same files give the same bytes: no dates, owners or rights of this machine. Long and foreign names as POSIX has them (pax). */
export function encodeTar(files: readonly TarFile[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { name, bytes } of files) {
    tar.entry({ name, mtime: new Date(0), mode: 0o644, uid: 0, gid: 0 }, Buffer.from(bytes));
  }
  tar.finalize();
  return buffer(tar);
}
