/** The mean map of each class and method, from what the store holds of the sampled images' maps. */
import { CamlineError } from '../errors.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { readGeneration } from '../storage/records.ts';
import type { RunFile } from '../storage/runFile.ts';
import { slotsOf } from '../storage/storedMap.ts';
import { MapMean } from '../tensor/mapMean.ts';
import { resizeMaps } from '../tensor/resize.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { ClassSample, SampledImage } from './classSamples.ts';
import { mapReader } from './mapReader.ts';

/** On the longer side; finer maps are made smaller, so that the sums of 1 000 classes take 6 MB a method, whatever the layer. */
const mostCells = 28;
const shardsAtOnce = 8;

export interface ClassMean {
  readonly index: number;
  readonly images: number;
  /** In the order of the request, those that have a map. `count`: maps in the mean; flat ones are left out. */
  readonly means: readonly { readonly method: string; readonly count: number; readonly map: Tensor }[];
}

interface SampledMap {
  readonly index: number;
  readonly method: string;
  readonly map: Tensor;
}

type Sampled = SampledImage & { readonly index: number };

/**
 * In the order of `classes`; those without any stored map are left out. Each shard's maps are read once, those of eight shards
 * at once. What is damaged is left out, too: a report is written all the same. Throws what the store throws.
 */
export async function readClassMeans(
  store: ObjectStore,
  file: RunFile,
  classes: readonly ClassSample[],
): Promise<ClassMean[]> {
  const means = new Map<string, MapMean>();
  const shards = shardsOf(classes);
  for (let from = 0; from < shards.length; from += shardsAtOnce) {
    const part = shards.slice(from, from + shardsAtOnce);
    const read = await Promise.all(part.map((sampled) => readShard(store, file, sampled)));
    for (const { index, method, map } of read.flat()) {
      const name = meanName(index, method);
      const mean = means.get(name) ?? new MapMean();
      means.set(name, mean);
      mean.add(map);
    }
  }
  return classes
    .map(({ index, images }) => ({
      index,
      images,
      means: file.request.methods.flatMap((method) => {
        const mean = means.get(meanName(index, method));
        const map = mean?.finish();
        return map === undefined ? [] : [{ method, count: mean!.count, map }];
      }),
    }))
    .filter((one) => one.means.length > 0);
}

const meanName = (index: number, method: string): string => `${index} ${method}`;

/** The sampled images of each shard and generation, in the order of the run: sums are the same whoever adds them up. */
function shardsOf(classes: readonly ClassSample[]): Sampled[][] {
  const all = classes.flatMap(({ index, sampled }) => sampled.map((image) => ({ ...image, index })));
  all.sort((a, b) => a.shard - b.shard || a.generation - b.generation || a.line - b.line);
  const shards: Sampled[][] = [];
  for (const image of all) {
    const last = shards.at(-1)?.at(-1);
    if (last?.shard === image.shard && last.generation === image.generation) shards.at(-1)!.push(image);
    else shards.push([image]);
  }
  return shards;
}

async function readShard(
  store: ObjectStore,
  file: RunFile,
  sampled: readonly Sampled[],
): Promise<SampledMap[]> {
  const records = (await readGeneration(store, file.run, sampled[0]!)) ?? [];
  const read = mapReader(store, file);
  const maps: SampledMap[] = [];
  for (const { index, line } of sampled) {
    const counted = records[line];
    if (counted?.record.status !== 'ok') continue;
    const { explanations } = counted.record;
    const slots = slotsOf(explanations);
    for (const [at, explained] of explanations.entries()) {
      if (slots[at] !== 0 || explained.flat || explained.class !== index) continue;
      const map = await read(counted, explained, 0).catch(nothingOfDamaged);
      if (map !== null) maps.push({ index, method: explained.method, map: coarse(map) });
    }
  }
  return maps;
}

function nothingOfDamaged(error: unknown): null {
  if (error instanceof CamlineError && error.code === 'STORE_CORRUPT') return null;
  throw error;
}

function coarse(map: Tensor): Tensor {
  const [h = 1, w = 1] = map.shape;
  const factor = mostCells / Math.max(h, w);
  if (factor >= 1) return map;
  const [rows, columns] = [Math.max(1, Math.round(h * factor)), Math.max(1, Math.round(w * factor))];
  const { data } = resizeMaps({ data: map.data, shape: [1, h, w] }, rows, columns);
  return { data, shape: [rows, columns] };
}
