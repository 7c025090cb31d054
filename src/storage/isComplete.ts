import { keys } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import type { RunFile } from './runFile.ts';

/**
 * Whether nothing is left to do for a run. `run.json` with its counts is written last, so it vouches for the records; what
 * a person took away since (summary, contact sheet, report) is looked for and made again.
 */
export async function isComplete(store: ObjectStore, { run, finished }: RunFile): Promise<boolean> {
  if (finished === null) return false;
  const made = [keys.summary(run), keys.contactSheet(run), keys.report(run)];
  return (await Promise.all(made.map((key) => store.has(key)))).every(Boolean);
}
