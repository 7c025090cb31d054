import { keys } from '../storage/keys.ts';
import { encodeNpy } from '../storage/npy.ts';
import type { RunRecord } from '../storage/record.ts';
import { encodeRecords } from '../storage/records.ts';
import { encodeTar } from '../storage/tar.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';
import { shardSamples } from './shardSamples.ts';
import { shardFeatures, shardMaps } from './shardTensors.ts';
import type { SupervisedShard } from './superviseShard.ts';

/** Of this generation of the run: maps, timings, pictures made durable, and last of all the record, which nobody replaces: 'exists' where another worker was faster. */
export async function writeShard(
  { store, file }: { readonly store: ObjectStore; readonly file: Pick<RunFile, 'run' | 'request' | 'retry'> },
  shard: number,
  { images, timings, careful }: SupervisedShard,
  worker: string,
): Promise<'written' | 'exists'> {
  const { run, request } = file;
  const generation = generationOf(file);
  for (const [index, method] of request.methods.entries()) {
    const maps = shardMaps(images, index);
    if (maps !== undefined) await store.put(keys.maps(run, method, shard, generation), encodeNpy(maps));
  }
  const features = shardFeatures(images);
  if (features !== undefined)
    await store.put(keys.features(run, shard, generation), encodeNpy(features, 'float16'));
  const samples = shardSamples(images);
  if (samples.length > 0) await store.put(keys.webdataset(run, shard, generation), await encodeTar(samples));
  await store.settle(images.flatMap(({ record }) => picturesOf(record)));
  const text = JSON.stringify({ images: images.length, careful, worker, ...timings });
  await store.put(keys.timings(run, shard, generation), new TextEncoder().encode(`${text}\n`));
  return store.putNew(keys.record(run, shard, generation), encodeRecords(images.map(({ record }) => record)));
}

/** What a record vouches for besides itself. */
const picturesOf = (record: RunRecord): string[] =>
  record.status === 'failed'
    ? []
    : record.explanations.flatMap(({ heatmap, overlay }) => [heatmap, overlay].filter((key) => key !== null));
