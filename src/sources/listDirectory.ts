/** The images below a folder, in the order of their keys. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import { isInside } from '../isInside.ts';
import { realPath } from './realPath.ts';
import { isHidden, isImageName, namesError, siblingFaults, type Member } from './siblingNames.ts';

/** Files whose size is asked for at the same time. */
const statsAtOnce = 64;

export interface ListOptions {
  /** Folders to leave out, e.g. the destination of the run where it lies inside the source. */
  readonly skip?: readonly string[];
  /** Linked folders outside of the source are listed, too. */
  readonly followLinks?: boolean;
}

/**
 * Images (JPEG, PNG, WebP, AVIF, GIF, TIFF by extension) in `path` and the folders below it, sorted by key in code units,
 * streamed: the names of the folders on the way are in memory, no more. Hidden names are left out, and so are results: folders
 * of a run (`run.json` beside `manifest/`). Links to files are images; links to folders are followed, but those to a folder they lie in.
 *
 * Throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_EMPTY, or KEY_INVALID for linked folders outside of the
 * source, which a worker would refuse to read, and, when all is listed, for every name that cannot be a key (`siblingFaults`).
 */
export async function* listDirectory(path: string, options: ListOptions = {}): AsyncIterable<ManifestEntry> {
  const root = await realFolder(path);
  const skip = new Set(await Promise.all((options.skip ?? []).map(realPath)));
  let count = 0;
  const followLinks = options.followLinks === true;
  const faults: string[] = [];
  for await (const entry of walk({ root, skip, followLinks, faults }, { key: '', real: root, above: [] })) {
    count++;
    yield entry;
  }
  if (faults.length > 0) throw namesError(faults);
  if (count > 0) return;
  throw new CamlineError(
    'SOURCE_EMPTY',
    `Expected images (jpg, jpeg, jfif, png, webp, avif, gif, tif, tiff) in ${path} or below it, found none.`,
  );
}

interface Walk {
  readonly root: string;
  readonly followLinks: boolean;
  readonly skip: ReadonlySet<string>;
  /** What is wrong with names, collected on the way. */
  readonly faults: string[];
}

interface Folder {
  /** "" for the source, else with a "/" at the end. */
  readonly key: string;
  readonly real: string;
  /** Real paths of the folders above. */
  readonly above: readonly string[];
}

async function* walk(given: Walk, folder: Folder): AsyncIterable<ManifestEntry> {
  const members = await membersOf(folder);
  if (members === 'run') return;
  given.faults.push(...siblingFaults(folder.key, members));
  members.sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  let files: Member[] = [];
  for (const member of members) {
    if (member.kind === 'file') {
      files.push(member);
      if (files.length < statsAtOnce) continue;
    }
    yield* await Promise.all(files.map((file) => entryOf(folder, file)));
    files = [];
    if (member.kind === 'folder') yield* descend(given, folder, member);
  }
  yield* await Promise.all(files.map((file) => entryOf(folder, file)));
}

async function* descend(given: Walk, folder: Folder, member: Member): AsyncIterable<ManifestEntry> {
  const key = `${folder.key}${member.name}/`;
  const real = await realpath(join(folder.real, member.name));
  const above = [...folder.above, folder.real];
  if (given.skip.has(real) || above.includes(real)) return;
  if (!given.followLinks && !isInside(given.root, real)) {
    throw new CamlineError(
      'KEY_INVALID',
      `${JSON.stringify(key)} is a link to ${real}, outside of the source ${given.root}. ` +
        'Put the folder itself there, start a run of its own from it, or give --follow-links.',
    );
  }
  yield* walk(given, { key, real, above });
}

/** A folder sorts as its keys do: "a.jpg" comes before "a/b.jpg". */
const sortName = ({ name, kind }: Member): string => (kind === 'folder' ? `${name}/` : name);

/** 'run': the folder of a run's results. */
async function membersOf(folder: Folder): Promise<Member[] | 'run'> {
  const entries = await readdir(folder.real, { withFileTypes: true }).catch((cause: Error) => {
    const code = isDenied(cause) ? 'SOURCE_UNREADABLE' : 'SOURCE_NOT_FOUND';
    throw new CamlineError(code, `Cannot read the folder ${folder.real}: ${cause.message}.`, {
      cause,
    });
  });
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('run.json') && names.has('manifest')) return 'run';
  const visible = entries.filter((entry) => !isHidden(entry.name));
  const members = await Promise.all(visible.map((entry) => memberOf(folder, entry)));
  return members.filter((member) => member !== undefined);
}

const isDenied = (error: Error): boolean =>
  'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');

async function memberOf(folder: Folder, entry: Dirent): Promise<Member | undefined> {
  if (entry.isSymbolicLink()) return linkedMember(folder, entry.name);
  if (entry.isDirectory()) return { name: entry.name, kind: 'folder' };
  return entry.isFile() && isImageName(entry.name) ? { name: entry.name, kind: 'file' } : undefined;
}

/** A link that leads nowhere keeps its line, so that the image is missed, not forgotten. */
async function linkedMember(folder: Folder, name: string): Promise<Member | undefined> {
  const target = await stat(join(folder.real, name)).catch(() => undefined);
  if (target?.isDirectory()) return { name, kind: 'folder' };
  const readable = target === undefined || target.isFile();
  return readable && isImageName(name) ? { name, kind: 'file' } : undefined;
}

async function entryOf(folder: Folder, { name }: Member): Promise<ManifestEntry> {
  const info = await stat(join(folder.real, name)).catch(() => undefined);
  return { key: folder.key + name, bytes: info?.size ?? 0 };
}

async function realFolder(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) return realpath(path);
  throw new CamlineError(
    'SOURCE_NOT_FOUND',
    `Expected a folder of images at ${path}, found ${info === undefined ? 'nothing' : 'a file'}.`,
  );
}
