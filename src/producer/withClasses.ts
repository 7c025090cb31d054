import { otherRun, type ManifestEntry, type RunRequest } from '../config/runRequest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { readRecords } from '../storage/records.ts';
import { existingRun } from './existingRun.ts';

/**
 * Entries with the class that the run of "as:RUN" explained for each, where it did; else as they are. Throws RUN_UNKNOWN where
 * there is no such run.
 */
export async function* withClasses(
  store: ObjectStore,
  { classes }: Pick<RunRequest, 'classes'>,
  entries: AsyncIterable<ManifestEntry>,
): AsyncGenerator<ManifestEntry> {
  const run = otherRun(classes);
  if (run === null) {
    yield* entries;
    return;
  }
  await existingRun(store, run);
  const known = await explainedClasses(store, run);
  for await (const entry of entries) {
    const index = known.get(entry.key);
    yield index === undefined ? entry : { ...entry, class: index };
  }
}

/** By key; of several the first. */
async function explainedClasses(store: ObjectStore, run: string): Promise<Map<string, number>> {
  const classes = new Map<string, number>();
  for await (const { record } of readRecords(store, run)) {
    const first = record.status === 'ok' ? record.explanations[0] : undefined;
    if (first !== undefined) classes.set(record.key, first.class);
  }
  return classes;
}
