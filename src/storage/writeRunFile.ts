import { parseAs } from '../config/parse.ts';
import { keys } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import { runFileSchema, type RunFile } from './runFile.ts';

/** Writes `run.json`, in place of an older one. Throws INTERNAL where `file` is not as the schema says. */
export async function writeRunFile(store: ObjectStore, file: RunFile): Promise<void> {
  await store.put(keys.run(file.run), encodeRunFile(file));
}

/** As `writeRunFile`, unless the run is there already: between two who start it at once, one wins. */
export function writeNewRunFile(store: ObjectStore, file: RunFile): Promise<'written' | 'exists'> {
  return store.putNew(keys.run(file.run), encodeRunFile(file));
}

function encodeRunFile(file: RunFile): Uint8Array {
  const checked = parseAs(runFileSchema, file, 'INTERNAL', `run file of ${file.run}`);
  return new TextEncoder().encode(`${JSON.stringify(checked, null, 2)}\n`);
}
