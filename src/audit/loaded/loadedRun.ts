/**
 * A finished run as audits and comparisons see it: per image what was predicted, and per method the figures and the
 * low-resolution map. Everything in memory: about 300 bytes an image and 4 bytes a cell of each map.
 */
import { CamlineError } from '../../errors.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { unknownRun } from '../../storage/unknownRun.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { Explained, OkRecord } from '../../storage/record.ts';
import { readShardRecords, type CountedRecord } from '../../storage/records.ts';
import { generationOf, type RunFile } from '../../storage/runFile.ts';
import { slotsOf } from '../../storage/storedMap.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapReader, type MapReader } from '../../report/mapReader.ts';

export interface LoadedMap {
  readonly method: string;
  readonly class: number;
  readonly flat: boolean;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** [h, w], or null where nothing was stored. */
  readonly map: Tensor | null;
}

export interface LoadedImage {
  readonly key: string;
  readonly label: number | null;
  readonly predicted: number;
  /** Of the predicted class. */
  readonly probability: number;
  readonly maps: readonly LoadedMap[];
  readonly shard: number;
  readonly record: OkRecord;
}

export interface LoadedRun {
  readonly file: RunFile;
  /** Explained images by key, in the order of the manifest. */
  readonly images: ReadonlyMap<string, LoadedImage>;
  readonly failed: number;
}

/** Throws RUN_UNKNOWN, RUN_INCOMPLETE for a run that is not finished, STORE_CORRUPT. */
export async function loadRun(store: ObjectStore, run: string): Promise<LoadedRun> {
  const file = await readRunFile(store, run);
  if (file === undefined) throw await unknownRun(store, run);
  if (file.finished === null) {
    throw new CamlineError(
      'RUN_INCOMPLETE',
      `Run "${run}" is not finished: go on with it first (camline resume ${run}).`,
    );
  }
  const images = new Map<string, LoadedImage>();
  const readMap = mapReader(store, file);
  for (let shard = 0; shard < file.shards; shard++) {
    for (const placed of (await readShardRecords(store, run, shard, generationOf(file))) ?? []) {
      const { record } = placed;
      if (record.status === 'ok') images.set(record.key, await loadedImage(placed, record, readMap));
      else images.delete(record.key);
    }
  }
  return { file, images, failed: file.images - images.size };
}

async function loadedImage(
  placed: CountedRecord,
  record: OkRecord,
  readMap: MapReader,
): Promise<LoadedImage> {
  const first = record.top5[0]!;
  const maps: LoadedMap[] = [];
  const slots = slotsOf(record.explanations);
  for (const [at, explained] of record.explanations.entries()) {
    maps.push(loadedMap(explained, await readMap(placed, explained, slots[at]!)));
  }
  const { key, label } = record;
  return {
    key,
    label,
    predicted: first.index,
    probability: first.probability,
    maps,
    shard: placed.shard,
    record,
  };
}

const loadedMap = (
  { method, class: index, flat, metrics = {} }: Explained,
  map: Tensor | null,
): LoadedMap => ({
  method,
  class: index,
  flat,
  metrics,
  map,
});
