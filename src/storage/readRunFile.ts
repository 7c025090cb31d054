import { parseAs, parseJson } from '../config/parse.ts';
import { keys } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import { runFileSchema, type RunFile } from './runFile.ts';

/** The run's `run.json`, or undefined where there is none. Throws STORE_CORRUPT where it is not one of ours. */
export async function readRunFile(store: ObjectStore, run: string): Promise<RunFile | undefined> {
  const key = keys.run(run);
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  const what = `run file ${store.address(key)}`;
  return parseAs(
    runFileSchema,
    parseJson(new TextDecoder().decode(bytes), 'STORE_CORRUPT', what),
    'STORE_CORRUPT',
    what,
  );
}
