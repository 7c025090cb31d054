/** Where a map comes from: the stored low-resolution one, else the heatmap's picture, made smaller. */
import { decodeHeatmap } from '../imaging/decodeHeatmap.ts';
import { keys } from '../storage/keys.ts';
import { decodeNpy } from '../storage/npy.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { Explained } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';
import { mapAt } from '../storage/storedMap.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { CountedRecord } from '../storage/records.ts';

/** Cells on a side of a map that is read from a picture. */
const pictureCells = 28;

/** @param row which of the image's maps by this method it is, in the order of its classes */
export type MapReader = (placed: CountedRecord, explained: Explained, row: number) => Promise<Tensor | null>;

export function mapReader(store: ObjectStore, file: RunFile): MapReader {
  /** Of one shard, by key: images come shard by shard, and each asks for all of its methods. */
  let held: { readonly shard: number; readonly maps: Map<string, Tensor | null> } | undefined;

  const shardMaps = async (shard: number, key: string): Promise<Tensor | null> => {
    if (held?.shard !== shard) held = { shard, maps: new Map() };
    const known = held.maps.get(key);
    if (known !== undefined) return known;
    const bytes = await store.get(key);
    const maps = bytes === undefined ? null : decodeNpy(bytes, key);
    held.maps.set(key, maps);
    return maps;
  };

  return async ({ shard, generation, line }, { method, heatmap }, row) => {
    if (file.request.outputs.includes('maps')) {
      const maps = await shardMaps(shard, keys.maps(file.run, method, shard, generation));
      const map = maps === null ? undefined : mapAt(maps, line, row);
      if (map !== undefined) return copied(map);
    }
    if (heatmap === null) return null;
    const png = await store.get(heatmap);
    return png === undefined ? null : decodeHeatmap(png, pictureCells);
  };
}

/** So that the whole shard's maps need not stay in memory for one of them. */
const copied = ({ data, shape }: Tensor): Tensor => ({ data: data.slice(), shape });
