/**
 * Small files that only save time: whatever is wrong with one (absent, cut, of another key, another user's, the disk full), it
 * is as if it were not there, and what it held is made again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

export interface Sealed {
  /** What the file must be of, all of it. */
  readonly key: string;
  /** Serialised by the structured clone algorithm. */
  readonly content: unknown;
}

/** What `pathOf` names, and what a writer that was killed leaves of it. */
const fileName = /^[0-9a-f]{40}(\.[0-9a-f-]{36})?$/;

const digestBytes = 32;

/** Older files go when one is written: of models, of code and of writers that are no more. What is still used is made again. */
const keptMilliseconds = 90 * 24 * 3_600_000;

export class SealedFiles {
  private readonly folder: string | null;

  /** @param folder made when first written to; null keeps nothing */
  constructor(folder: string | null) {
    this.folder = folder;
  }

  /** The content that was put under `key`, or null. Its shape is for the caller to check. */
  async get(key: string): Promise<unknown> {
    if (this.folder === null) return null;
    try {
      const bytes = await ownBytes(this.pathOf(this.folder, key));
      const [digest, payload] = [bytes.subarray(0, digestBytes), bytes.subarray(digestBytes)];
      if (!sha256(payload).equals(digest)) return null;
      const sealed = deserialize(payload) as Sealed;
      return sealed.key === key ? sealed.content : null;
    } catch {
      return null;
    }
  }

  /** Several processes may write at once: the file appears whole, and the last one stays. */
  async put(key: string, content: unknown): Promise<void> {
    if (this.folder === null) return;
    const path = this.pathOf(this.folder, key);
    const temporary = `${path}.${randomUUID()}`;
    try {
      const payload = serialize({ key, content } satisfies Sealed);
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, Buffer.concat([sha256(payload), payload]), { mode: 0o600 });
      await rename(temporary, path);
      await sweep(this.folder);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private readonly pathOf = (folder: string, key: string): string =>
    join(folder, sha256(Buffer.from(key)).toString('hex').slice(0, 40));
}

async function sweep(folder: string): Promise<void> {
  const oldest = Date.now() - keptMilliseconds;
  const ours = (await readdir(folder)).filter((name) => fileName.test(name));
  for (const path of ours.map((name) => join(folder, name)))
    if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Bytes of a file that nobody else can have written. Throws where there is none. */
async function ownBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { uid, mode } = await file.stat();
    const user = process.getuid?.();
    if (user !== undefined && (uid !== user || (mode & 0o022) !== 0))
      throw new Error(`${path} may be another user's.`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
