import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { isS3Url, s3Location, s3Url } from '../../storage/s3/location.ts';

export interface SourceOptions {
  /** Folder of a manifest's images. */
  readonly root?: string | undefined;
  readonly followLinks?: true | undefined;
}

/**
 * What a user named as the source: a folder of images or `s3://bucket/prefix`, or a JSONL manifest of keys in `root` (default: the manifest's own
 * folder). Throws SOURCE_NOT_FOUND, or CONFIG_INVALID for another file and for a `root` without a manifest.
 */
export async function sourceOf(
  name: string,
  { root, followLinks }: SourceOptions,
): Promise<RunRequest['source']> {
  if (isS3Url(name)) return bucketSource(name, root, followLinks);
  const path = resolve(name);
  const links = followLinks === true ? { followLinks } : {};
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) {
    throw new CamlineError(
      'SOURCE_NOT_FOUND',
      `Expected a folder of images or a JSONL manifest at ${path}, found nothing.`,
    );
  }
  if (info.isDirectory()) {
    if (root === undefined) return { kind: 'directory', path, ...links };
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected --root with a manifest only, received it with the folder ${path}.`,
    );
  }
  if (!/\.(jsonl|ndjson)$/i.test(path)) {
    throw new CamlineError(
      'SOURCE_NOT_FOUND',
      `Expected a folder of images or a manifest that ends in .jsonl at ${path}, found another file. ` +
        'For a single photograph: camline explain',
    );
  }
  const folder = resolve(root ?? dirname(path));
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new CamlineError(
      'SOURCE_NOT_FOUND',
      `Expected the manifest's images in the folder ${folder}, found no folder.`,
    );
  }
  return { kind: 'manifest', path, root: folder, ...links, sha256: await fileHash(path) };
}

function bucketSource(
  name: string,
  root: string | undefined,
  followLinks: true | undefined,
): RunRequest['source'] {
  const [option] = [root !== undefined && '--root', followLinks && '--follow-links'].filter(Boolean);
  if (option === undefined) return { kind: 's3', path: s3Url(s3Location(name)) };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected no ${option} with ${name}: it is for files of this machine.`,
  );
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
