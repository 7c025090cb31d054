/** Records and the few numbers that the store holds of each map, read a shard at a time and kept for a while. */
import { keys } from '../../storage/keys.ts';
import { decodeNpy } from '../../storage/npy.ts';
import type { OkRecord } from '../../storage/record.ts';
import { readGeneration, type CountedRecord } from '../../storage/records.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { mapAt, slotsOf } from '../../storage/storedMap.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Place } from '../places.ts';
import { createByteCache } from './byteCache.ts';

const mebibyte = 2 ** 20;
/** What a record takes in memory, about. */
const recordBytes = 3000;

/** Where an image's record lies. */
export interface ImagePlace {
  readonly place: Place;
  readonly file: RunFile;
  readonly shard: number;
  readonly generation: number;
  readonly key: string;
}

export interface Stored {
  record(image: ImagePlace): Promise<CountedRecord | undefined>;
  /** Undefined for an image that failed. */
  explained(image: ImagePlace): Promise<{ readonly ok: OkRecord; readonly line: number } | undefined>;
  /** The map [h, w] in 0..1 at its layer's resolution; undefined where the store holds none. @param at place in `explanations` */
  layerMap(image: ImagePlace, at: number): Promise<Tensor | undefined>;
  /** The same of the first class that a method explains. */
  firstMap(image: ImagePlace, method: string): Promise<Tensor | undefined>;
}

export function createStored(): Stored {
  const records = createByteCache<CountedRecord[]>(32 * mebibyte, (all) => all.length * recordBytes);
  const maps = createByteCache<Tensor | undefined>(32 * mebibyte, (map) => (map?.data.byteLength ?? 0) + 200);

  async function record(image: ImagePlace): Promise<CountedRecord | undefined> {
    const { place, file, shard, generation, key } = image;
    const object = keys.record(file.run, shard, generation);
    const lines = await records.get(
      `${nameOf(image)} ${object}`,
      async () => (await readGeneration(place.store, file.run, { shard, generation })) ?? [],
    );
    return lines.find((one) => one.record.key === key);
  }

  async function explained(image: ImagePlace): ReturnType<Stored['explained']> {
    const found = await record(image);
    return found?.record.status === 'ok' ? { ok: found.record, line: found.line } : undefined;
  }

  async function layerMap(image: ImagePlace, at: number): Promise<Tensor | undefined> {
    const found = await explained(image);
    const one = found?.ok.explanations[at];
    if (found === undefined || one === undefined) return undefined;
    const { place, file, shard, generation } = image;
    const object = keys.maps(file.run, one.method, shard, generation);
    const all = await maps.get(`${nameOf(image)} ${object}`, async () => {
      const bytes = await place.store.get(object);
      return bytes === undefined ? undefined : decodeNpy(bytes, object);
    });
    return all === undefined ? undefined : mapAt(all, found.line, slotsOf(found.ok.explanations)[at]!);
  }

  return {
    record,
    explained,
    layerMap,
    async firstMap(image, method) {
      const all = (await explained(image))?.ok.explanations ?? [];
      const at = all.findIndex((one) => one.method === method);
      return layerMap(image, at);
    },
  };
}

/** A run that was begun anew under the same name is another one. */
export const nameOf = ({ place, file }: ImagePlace): string => `${place.id} ${file.run} ${file.createdAt}`;
