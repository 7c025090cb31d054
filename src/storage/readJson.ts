import type { z } from 'zod';
import { parseAs, parseJson } from '../config/parse.ts';
import type { ObjectStore } from './objectStore.ts';

/** The JSON object at `key`, or undefined where there is none. Throws STORE_CORRUPT, naming `name` and where it lies. */
export async function readJson<T>(
  store: ObjectStore,
  key: string,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  const what = `${name} ${store.address(key)}`;
  return parseAs(
    schema,
    parseJson(new TextDecoder().decode(bytes), 'STORE_CORRUPT', what),
    'STORE_CORRUPT',
    what,
  );
}
