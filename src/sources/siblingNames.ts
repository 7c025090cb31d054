/** What the names of one folder must fulfil, so that every image's key has a place of its own in any store. Pure. */
import { CamlineError } from '../errors.ts';
import { foldedKey } from './foldedKey.ts';
import { beginnings } from './placesTaken.ts';

const imageExtension = /\.(jpe?g|jfif|png|webp|avif|gif|tiff?)$/i;

export const isImageName = (name: string): boolean => imageExtension.test(name);

/** Files of the system and of editors: never part of a data set. */
export const isHidden = (name: string): boolean => name.startsWith('.');

/** Names are bytes on disk: those that are no UTF-8 come with this in place of what could not be read. */
const unreadable = '\uFFFD';

export interface Member {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Throws KEY_INVALID for a name that is no UTF-8; for two names that only differ in case or in how an accent is written,
 * since on stores that ignore that one's pictures would replace the other's; and for a folder ("a.jpg.png") that stands
 * where an image's picture ("a.jpg" → "a.jpg.png") has to go.
 *
 * @param folder key of the folder, "" for the source itself.
 */
export function checkSiblingNames(folder: string, members: readonly Member[]): void {
  const taken = new Map<string, string>();
  for (const { name } of members) {
    const shown = JSON.stringify(folder + name);
    if (name.includes(unreadable)) throw invalid(`The name of ${shown} is not UTF-8.`);
    const folded = foldedKey(name);
    const other = taken.get(folded);
    if (other !== undefined) {
      throw invalid(
        `${JSON.stringify(folder + other)} and ${shown} differ only in case or accents, and their pictures would ` +
          'overwrite each other on stores that ignore that.',
      );
    }
    taken.set(folded, name);
  }
  const files = new Set(members.filter(({ kind }) => kind === 'file').map(({ name }) => foldedKey(name)));
  for (const { name, kind } of members) {
    if (kind === 'file' || !beginnings(foldedKey(name)).some((beginning) => files.has(beginning))) continue;
    throw invalid(`The folder ${JSON.stringify(folder + name)} takes the place of an image's picture.`);
  }
}

const invalid = (what: string): CamlineError => new CamlineError('KEY_INVALID', `${what} Rename it.`);
