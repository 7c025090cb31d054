/** What may be deleted from a destination, and why. Pure. */
import type { RunFile } from '../../storage/runFile.ts';
import type { StoredObject } from '../../storage/remover.ts';

/** What is younger may belong to a command that works right now. */
export const graceMillis = 24 * 60 * 60 * 1000;

/** Finished runs to keep: so many of the newest, or those that ended in so many days. */
export type Keep = { readonly runs: number } | { readonly days: number };

/** Everything below one folder: a run's, a model's, or temporary files. */
export interface Pile {
  readonly objects: number;
  readonly bytes: number;
  readonly newestAt: number;
}

export interface Contents {
  readonly runs: ReadonlyMap<string, Pile>;
  readonly models: ReadonlyMap<string, Pile>;
  /** Each by its key. */
  readonly temporary: ReadonlyMap<string, Pile>;
}

export interface Garbage {
  readonly kind: 'run' | 'model' | 'temporary';
  /** Run, hash of the model, or key of the file. */
  readonly name: string;
  readonly objects: number;
  readonly bytes: number;
  readonly why: string;
}

/** Adds one object to what was seen so far. */
export class ContentsBuilder implements Contents {
  readonly runs = new Map<string, Pile>();
  readonly models = new Map<string, Pile>();
  readonly temporary = new Map<string, Pile>();

  add(object: StoredObject): void {
    if (object.isTemporary) return grow(this.temporary, object.key, object);
    const [place, name, rest] = object.key.split('/', 3);
    if (rest === undefined || name === undefined) return;
    if (place === 'runs') grow(this.runs, name, object);
    if (place === 'models') grow(this.models, name, object);
  }
}

function grow(piles: Map<string, Pile>, name: string, { bytes, modifiedAt }: StoredObject): void {
  const pile = piles.get(name) ?? { objects: 0, bytes: 0, newestAt: 0 };
  piles.set(name, {
    objects: pile.objects + 1,
    bytes: pile.bytes + bytes,
    newestAt: Math.max(pile.newestAt, modifiedAt.getTime()),
  });
}

/**
 * Runs that are not finished stay, whatever `keep` says; so does everything younger than the grace and every model that a
 * run which stays names.
 *
 * @param files `run.json` of each run that has one
 * @param keep undefined: all finished runs
 */
export function garbageOf(
  contents: Contents,
  files: ReadonlyMap<string, RunFile>,
  keep: Keep | undefined,
  now: Date,
): Garbage[] {
  const isOld = ({ newestAt }: Pile): boolean => now.getTime() - newestAt > graceMillis;
  const surplus = surplusRuns([...files.values()], keep, now);
  const runs = [...contents.runs].flatMap(([name, pile]): Garbage[] => {
    const why =
      surplus.get(name) ??
      (!files.has(name) && isOld(pile) ? 'was never begun: it has no run.json' : undefined);
    return why === undefined ? [] : [{ kind: 'run', name, ...sizeOf(pile), why }];
  });
  const used = new Set(
    [...files].filter(([name]) => !surplus.has(name)).map(([, { request }]) => request.model.sha256),
  );
  const models = [...contents.models]
    .filter(([name, pile]) => !used.has(name) && isOld(pile))
    .map(([name, pile]): Garbage => ({
      kind: 'model',
      name,
      ...sizeOf(pile),
      why: 'no run that stays has it',
    }));
  const temporary = [...contents.temporary]
    .filter(([, pile]) => isOld(pile))
    .map(([name, pile]): Garbage => ({
      kind: 'temporary',
      name,
      ...sizeOf(pile),
      why: 'a killed writer left it',
    }));
  return [...runs, ...models, ...temporary];
}

const sizeOf = ({ objects, bytes }: Pile) => ({ objects, bytes });

/** Run → why it is one too many. */
function surplusRuns(files: readonly RunFile[], keep: Keep | undefined, now: Date): Map<string, string> {
  if (keep === undefined) return new Map();
  const finished = files
    .flatMap(({ run, finished: end }) => (end === null ? [] : [{ run, at: Date.parse(end.at) }]))
    .sort((a, b) => b.at - a.at || (a.run < b.run ? -1 : 1));
  if ('runs' in keep) {
    const why = `finished, and older than the newest ${keep.runs}`;
    return new Map(finished.slice(keep.runs).map(({ run }) => [run, why]));
  }
  const since = now.getTime() - keep.days * 24 * 60 * 60 * 1000;
  const why = `finished more than ${keep.days} days ago`;
  return new Map(finished.filter(({ at }) => at < since).map(({ run }) => [run, why]));
}
