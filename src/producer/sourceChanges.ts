/** How a folder or prefix differs from the manifest that was frozen from it: a run keeps its list, but its user should know. */
import type { ManifestEntry } from '../config/runRequest.ts';
import { readManifest } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { RunFile } from '../storage/runFile.ts';
import { listSource } from '../sources/listSource.ts';

export interface Changes {
  readonly count: number;
  /** The first ones, in order. */
  readonly names: readonly string[];
}

export interface SourceChanges {
  readonly new: Changes;
  readonly gone: Changes;
  /** Of another size or ETag than at that time. */
  readonly changed: Changes;
}

const mostNames = 3;

/** Of a folder or prefix. Throws as `listSource`. */
export function sourceChanges(store: ObjectStore, file: RunFile): Promise<SourceChanges> {
  const { request, classCount } = file;
  const listed = listSource(request, { skip: [store.location], classCount });
  const isBefore = request.source.kind === 's3' ? beforeInBytes : beforeInUnits;
  return compareEntries(readManifest(store, file), listed, isBefore);
}

type IsBefore = (a: string, b: string) => boolean;

/** The orders that folders and buckets are listed in differ beyond U+FFFF. */
const beforeInUnits: IsBefore = (a, b) => a < b;
const beforeInBytes: IsBefore = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** Where neither has an ETag, sizes alone tell. */
const isSame = (a: ManifestEntry, b: ManifestEntry): boolean => a.bytes === b.bytes && a.etag === b.etag;

/** Both in the order of their keys, streamed: two lines are in memory. */
export async function compareEntries(
  frozen: AsyncIterable<ManifestEntry>,
  listed: AsyncIterable<ManifestEntry>,
  isBefore: IsBefore = beforeInUnits,
): Promise<SourceChanges> {
  const found = { new: noted(), gone: noted(), changed: noted() };
  const [before, now] = [frozen[Symbol.asyncIterator](), listed[Symbol.asyncIterator]()];
  let [old, one] = [await before.next(), await now.next()];
  while (old.done !== true || one.done !== true) {
    const oldKey = old.done === true ? undefined : old.value.key;
    const key = one.done === true ? undefined : one.value.key;
    if (oldKey === key && old.done !== true && one.done !== true) {
      if (!isSame(old.value, one.value)) found.changed.add(one.value.key);
      [old, one] = [await before.next(), await now.next()];
    } else if (key === undefined || (oldKey !== undefined && isBefore(oldKey, key))) {
      found.gone.add(oldKey!);
      old = await before.next();
    } else {
      found.new.add(key);
      one = await now.next();
    }
  }
  return { new: found.new.changes(), gone: found.gone.changes(), changed: found.changed.changes() };
}

function noted(): { add(name: string): void; changes(): Changes } {
  const names: string[] = [];
  let count = 0;
  return {
    add(name) {
      if (++count <= mostNames) names.push(name);
    },
    changes: () => ({ count, names }),
  };
}
