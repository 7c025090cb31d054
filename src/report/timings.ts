/** What the stages of a run took, summed over the shards that told of it. */
import { z } from 'zod';
import { keys, shardOf } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

const timingsSchema = z.object({
  images: z.number(),
  device: z.string(),
  engineBusyMillis: z.number(),
  stages: z.record(z.string(), z.number()),
});

export interface RunTimings {
  readonly images: number;
  readonly devices: readonly string[];
  readonly engineBusyMillis: number;
  /** Milliseconds by stage, in order; stages overlap. */
  readonly stages: Readonly<Record<string, number>>;
}

/** Undefined where no shard tells. What is no timings is left out: nothing depends on it. */
export async function readTimings(store: ObjectStore, run: string): Promise<RunTimings | undefined> {
  const devices = new Set<string>();
  const stages: Record<string, number> = {};
  let images = 0;
  let engineBusyMillis = 0;
  for await (const { key } of store.list(keys.timingsPrefix(run))) {
    const told = shardOf(key) === undefined ? undefined : parsed(await store.get(key));
    if (told === undefined) continue;
    images += told.images;
    engineBusyMillis += told.engineBusyMillis;
    devices.add(told.device);
    for (const [stage, millis] of Object.entries(told.stages)) stages[stage] = (stages[stage] ?? 0) + millis;
  }
  return images === 0 ? undefined : { images, devices: [...devices].sort(), engineBusyMillis, stages };
}

function parsed(bytes: Uint8Array | undefined): z.infer<typeof timingsSchema> | undefined {
  try {
    return timingsSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}
