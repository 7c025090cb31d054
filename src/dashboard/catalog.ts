/** `run.json` of every run of a store. Those of finished runs are read rarely: only a retry or an emptied store changes them. */
import { readRunFile } from '../storage/readRunFile.ts';
import type { RunFile } from '../storage/runFile.ts';
import type { Place } from './places.ts';

const namesMillis = 5_000;
const liveMillis = 1_000;
const finishedMillis = 20_000;
const readsAtOnce = 16;

interface Aged<T> {
  readonly value: T;
  readonly readAt: number;
}

export interface Catalog {
  /** The newest first. A run whose file is damaged or of another version is left out. */
  runs(place: Place): Promise<RunFile[]>;
  run(place: Place, name: string): Promise<RunFile | undefined>;
  /** What is kept of a run is read again with the next question: an order has changed it. */
  forget(place: Place, name: string): void;
}

/** @param now milliseconds of any clock that only goes forward */
export function createCatalog(now: () => number): Catalog {
  const names = new Map<string, Aged<string[]>>();
  const files = new Map<string, Aged<RunFile | undefined>>();
  const keyOf = (place: Place, name: string): string => `${place.id}/${name}`;

  async function namesOf({ id, store }: Place): Promise<string[]> {
    const kept = names.get(id);
    if (kept !== undefined && now() - kept.readAt < namesMillis) return kept.value;
    const value = await store.folders('runs/');
    names.set(id, { value, readAt: now() });
    return value;
  }

  async function run(place: Place, name: string): Promise<RunFile | undefined> {
    const key = keyOf(place, name);
    const kept = files.get(key);
    if (kept !== undefined && now() - kept.readAt < lifeOf(kept.value)) return kept.value;
    const value = await readRunFile(place.store, name);
    if (value === undefined) files.delete(key);
    else files.set(key, { value, readAt: now() });
    return value;
  }

  async function runs(place: Place): Promise<RunFile[]> {
    const found: RunFile[] = [];
    const all = await namesOf(place);
    for (let from = 0; from < all.length; from += readsAtOnce) {
      const some = all.slice(from, from + readsAtOnce);
      const read = await Promise.all(some.map((name) => run(place, name).catch(() => undefined)));
      found.push(...read.filter((file) => file !== undefined));
    }
    return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  return { runs, run, forget: (place, name) => void files.delete(keyOf(place, name)) };
}

const lifeOf = (file: RunFile | undefined): number => (file?.finished ? finishedMillis : liveMillis);
