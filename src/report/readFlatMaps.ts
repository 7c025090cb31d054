import { z } from 'zod';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { readJson } from '../storage/readJson.ts';
import type { MethodFigures } from './summary.ts';

export type FlatMaps = Pick<MethodFigures, 'method' | 'maps' | 'flat'>;

const schema = z.object({
  methods: z.array(z.object({ method: z.string(), maps: z.number(), flat: z.number() })),
});

/** Methods of a finished run that gave flat maps, by its summary. Throws STORE_CORRUPT where that is none of ours. */
export async function readFlatMaps(store: ObjectStore, run: string): Promise<FlatMaps[]> {
  const summary = await readJson(store, keys.summary(run), 'summary', schema);
  return summary?.methods.filter(({ flat }) => flat > 0) ?? [];
}
