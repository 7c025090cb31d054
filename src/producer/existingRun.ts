import type { ObjectStore } from '../storage/objectStore.ts';
import { readRunFile } from '../storage/readRunFile.ts';
import type { RunFile } from '../storage/runFile.ts';
import { unknownRun } from '../storage/unknownRun.ts';

/** The run's `run.json`. Throws RUN_UNKNOWN where it is not there. */
export async function existingRun(store: ObjectStore, run: string): Promise<RunFile> {
  const file = await readRunFile(store, run);
  if (file !== undefined) return file;
  throw await unknownRun(store, run);
}
