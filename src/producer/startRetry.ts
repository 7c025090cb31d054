import type { ObjectStore } from '../storage/objectStore.ts';
import type { RunFile } from '../storage/runFile.ts';
import { writeRunFile } from '../storage/writeRunFile.ts';

export interface RetryChoice {
  /** Error codes whose images are tried again; null: all. */
  readonly codes: readonly string[] | null;
}

/**
 * Opens the next generation of a finished run that has images to try again, and gives its `run.json`. A run that is not
 * finished is given back as it is, and so is one whose earlier retry is under way: that one goes on first.
 */
export async function startRetry(
  store: ObjectStore,
  file: RunFile,
  { codes }: RetryChoice,
): Promise<RunFile> {
  const { finished, retry } = file;
  if (finished === null) return file;
  const counts = Object.entries(finished.failedByCode);
  if (!counts.some(([code]) => codes === null || codes.includes(code))) return file;
  const generation = (retry?.generation ?? 0) + 1;
  const next: RunFile = {
    ...file,
    retry: { generation, codes: codes === null ? null : [...codes] },
    finished: null,
  };
  await writeRunFile(store, next);
  return next;
}
