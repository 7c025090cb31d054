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
 * What is wrong, a sentence each: a name that is no UTF-8; two names that only differ in case or in how an accent is written,
 * since on stores that ignore that one's pictures would replace the other's; and a folder ("a.jpg.png") that stands where an
 * image's picture ("a.jpg" → "a.jpg.png") has to go.
 *
 * @param folder key of the folder, "" for the source itself.
 */
export function siblingFaults(folder: string, members: readonly Member[]): string[] {
  const shown = (name: string): string => JSON.stringify(folder + name);
  const broken = members.filter(({ name }) => name.includes(unreadable));
  return [
    ...broken.map(({ name }) => `The name of ${shown(name)} is not UTF-8.`),
    ...pairsOfOneName(members).map(
      ([one, other]) =>
        `${shown(one)} and ${shown(other)} differ only in case or accents, and their pictures would overwrite each other ` +
        'on stores that ignore that.',
    ),
    ...foldersInTheWay(members).map(
      (name) => `The folder ${shown(name)} takes the place of an image's picture.`,
    ),
  ];
}

/** Sentences that an error repeats; of more it tells the number. */
const faultsTold = 20;

/** KEY_INVALID for what `siblingFaults` found, so that a person can mend all of it at once. */
export function namesError(faults: readonly string[]): CamlineError {
  const more = faults.length - faultsTold;
  const told = [...faults.slice(0, faultsTold), ...(more > 0 ? [`And ${more} more like these.`] : [])];
  return new CamlineError('KEY_INVALID', `${told.join(' ')} Rename ${faults.length === 1 ? 'it' : 'them'}.`);
}

function pairsOfOneName(members: readonly Member[]): [string, string][] {
  const taken = new Map<string, string>();
  const pairs: [string, string][] = [];
  for (const { name } of members) {
    const folded = foldedKey(name);
    const other = taken.get(folded);
    if (other === undefined) taken.set(folded, name);
    else pairs.push([other, name]);
  }
  return pairs;
}

function foldersInTheWay(members: readonly Member[]): string[] {
  const files = new Set(members.filter(({ kind }) => kind === 'file').map(({ name }) => foldedKey(name)));
  return members
    .filter(
      ({ name, kind }) => kind === 'folder' && beginnings(foldedKey(name)).some((each) => files.has(each)),
    )
    .map(({ name }) => name);
}
