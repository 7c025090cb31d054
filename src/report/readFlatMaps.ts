import { z } from 'zod';
import { parseAs, parseJson } from '../config/parse.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { MethodFigures } from './summary.ts';

export type FlatMaps = Pick<MethodFigures, 'method' | 'maps' | 'flat'>;

const schema = z.object({
  methods: z.array(z.object({ method: z.string(), maps: z.number(), flat: z.number() })),
});

/** Methods of a finished run that gave flat maps, by its summary. Throws STORE_CORRUPT where that is none of ours. */
export async function readFlatMaps(store: ObjectStore, run: string): Promise<FlatMaps[]> {
  const bytes = await store.get(keys.summary(run));
  if (bytes === undefined) return [];
  const what = `summary ${store.address(keys.summary(run))}`;
  const value = parseJson(new TextDecoder().decode(bytes), 'STORE_CORRUPT', what);
  return parseAs(schema, value, 'STORE_CORRUPT', what).methods.filter(({ flat }) => flat > 0);
}
