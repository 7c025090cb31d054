/** Which file an image's key means. Keys are hostile: they lead to files in the source's folder and nowhere else. */
import { realpath } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { imageRoot, type RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { isInside } from '../../isInside.ts';

export interface ImageFolder {
  /** Its real path. */
  readonly root: string;
  /** Whether links may lead out of it. */
  readonly followLinks: boolean;
}

/** Rejects with the system's error where this machine has no such folder. */
export const imageFolder = async (source: RunRequest['source']): Promise<ImageFolder> => ({
  root: await realpath(imageRoot(source)),
  followLinks: 'followLinks' in source && source.followLinks === true,
});

const faults: readonly (readonly [problem: string, found: (key: string) => boolean])[] = [
  ['holds a NUL', (key) => key.includes('\0')],
  ['is absolute', isAbsolute],
  ['has an empty part, "." or ".."', (key) => key.split('/').some((part) => ['', '.', '..'].includes(part))],
];

/** Why a key cannot be a path in a folder, in words that go on from "The key …"; undefined where it can. */
export const pathFault = (key: string): string | undefined => faults.find(([, found]) => found(key))?.[0];

/**
 * The file's real path. Links are followed as long as they stay in the folder, or wherever they lead where the run says so.
 * Throws IMAGE_NOT_FOUND for what leads out of it; rejects with the system's error for what is not there.
 */
export async function imageFile({ root, followLinks }: ImageFolder, key: string): Promise<string> {
  if (pathFault(key) !== undefined) throw outside(key);
  const file = await realpath(join(root, key));
  if (!followLinks && !isInside(root, file)) throw outside(key);
  return file;
}

const outside = (key: string): CamlineError =>
  new CamlineError(
    'IMAGE_NOT_FOUND',
    `${JSON.stringify(key)} leads out of the source folder. Put the file itself there in place of a link, or start a run ` +
      'with --follow-links.',
  );
