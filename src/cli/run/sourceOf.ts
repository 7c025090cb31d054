import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { openSourceFile } from '../../sources/files/openSourceFile.ts';
import { isManifestName, manifestExtensions } from '../../sources/rows/rows.ts';
import { tarPaths } from '../../sources/tar/tarPaths.ts';
import { isS3Url, s3Location, s3Url } from '../../storage/s3/location.ts';

type Source = RunRequest['source'];

export interface SourceOptions {
  /** Folder or S3 prefix of a manifest's images. */
  readonly root?: string | undefined;
  readonly followLinks?: true | undefined;
}

const lists = [...manifestExtensions, '.tar'].join(', ');

/**
 * What a user named as the source: tar shards (`set-{000..009}.tar`), a folder of images or `s3://bucket/prefix`, or a manifest of keys in `root` (default: where
 * the manifest is), both on this machine or in S3. Throws SOURCE_NOT_FOUND, or CONFIG_INVALID for another file and for a `root`
 * without a manifest.
 */
export async function sourceOf(name: string, options: SourceOptions): Promise<Source> {
  const place = isS3Url(name) ? name : resolve(name);
  if (/\.tar$/i.test(place)) return tarSource(place, options);
  if (!isS3Url(place)) await checkThere(place, name);
  if (isManifestName(place) && (isS3Url(place) || !(await isFolder(place))))
    return manifestSource(place, options);
  if (options.root !== undefined) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected --root with a manifest only, received it with ${place}.`,
    );
  }
  return isS3Url(place) ? bucketSource(place, options) : folderSource(place, options);
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function checkThere(path: string, given: string): Promise<void> {
  if ((await stat(path).catch(() => undefined)) !== undefined) return;
  const bucket = /^s3:\/?([^/].*)$/i.exec(given)?.[1];
  const meant = bucket === undefined ? '' : ` Did you mean s3://${bucket}?`;
  throw new CamlineError(
    'SOURCE_NOT_FOUND',
    `Expected a folder of images, or a file that lists or holds them (${lists}), at ${path}, found nothing.${meant}`,
  );
}

async function tarSource(path: string, { root, followLinks }: SourceOptions): Promise<Source> {
  for (const file of tarPaths(path)) await openSourceFile(file).catch((error) => fail(error, file));
  if (root === undefined && followLinks === undefined) return { kind: 'tar', path };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected neither --root nor --follow-links with the tar files ${path}.`,
  );
}

/** A brace that is left in a name may be a range that was mistyped. */
function fail(error: unknown, file: string): never {
  if (!(error instanceof CamlineError) || error.code !== 'SOURCE_NOT_FOUND' || !/[{}]/.test(file))
    throw error;
  throw new CamlineError(
    error.code,
    `${error.message} A range has both braces and two numbers: {000..009}.`,
    {
      cause: error,
    },
  );
}

async function folderSource(path: string, { followLinks }: SourceOptions): Promise<Source> {
  if (await isFolder(path)) return { kind: 'directory', path, ...links(followLinks) };
  throw new CamlineError(
    'SOURCE_NOT_FOUND',
    `Expected a folder of images, or a manifest or shard that ends in ${lists}, at ${path}, found another file. ` +
      'For a single photograph: camline explain',
  );
}

function bucketSource(url: string, { followLinks }: SourceOptions): Source {
  if (followLinks === undefined) return { kind: 's3', path: s3Url(s3Location(url)) };
  throw new CamlineError('CONFIG_INVALID', `Expected no --follow-links with ${url}: buckets have no links.`);
}

async function manifestSource(path: string, { root, followLinks }: SourceOptions): Promise<Source> {
  const images = await rootOf(path, root);
  return { kind: 'manifest', path, root: images, ...links(followLinks), sha256: await fileHash(path) };
}

/** Where a manifest lies is where its images are, unless it says otherwise. */
async function rootOf(path: string, root: string | undefined): Promise<string> {
  const given = root ?? (isS3Url(path) ? path.slice(0, path.lastIndexOf('/')) : dirname(path));
  if (isS3Url(given)) return s3Url(s3Location(given));
  const folder = resolve(given);
  if (await isFolder(folder)) return folder;
  throw new CamlineError(
    'SOURCE_NOT_FOUND',
    `Expected the manifest's images in the folder ${folder}, found no folder.`,
  );
}

const links = (followLinks: true | undefined) => (followLinks === true ? { followLinks } : {});

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await openSourceFile(path)).chunks()) hash.update(chunk);
  return hash.digest('hex');
}
