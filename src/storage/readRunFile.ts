import { keys } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import { readJson } from './readJson.ts';
import { runFileSchema, type RunFile } from './runFile.ts';

/** The run's `run.json`, or undefined where there is none. Throws STORE_CORRUPT where it is not one of ours. */
export const readRunFile = (store: ObjectStore, run: string): Promise<RunFile | undefined> =>
  readJson(store, keys.run(run), 'run file', runFileSchema);
