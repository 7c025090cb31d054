/** Two runs image by image and map by map: same key, same method, same class. */
import { compareMaps, type MapComparison } from '../../metrics/comparison/compareMaps.ts';
import { resizeMaps } from '../../tensor/resize.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { LoadedImage, LoadedMap, LoadedRun } from './loadedRun.ts';

export interface MapPair {
  readonly image: ImagePair;
  readonly class: number;
  readonly before: LoadedMap;
  readonly after: LoadedMap;
  /** Null where one of the maps was not stored. */
  readonly comparison: MapComparison | null;
}

export interface ImagePair {
  readonly key: string;
  readonly before: LoadedImage;
  readonly after: LoadedImage;
}

export interface RunPair {
  readonly before: LoadedRun;
  readonly after: LoadedRun;
  /** Images that both runs explained. */
  readonly images: readonly ImagePair[];
  /** Methods of both runs. */
  readonly methods: readonly string[];
  readonly maps: ReadonlyMap<string, readonly MapPair[]>;
}

/** Cells on the longer side of the maps that are compared: low-resolution maps are upsampled once, to this. */
export const comparedCells = 56;

export function pairRuns(before: LoadedRun, after: LoadedRun): RunPair {
  const images = [...after.images.values()].flatMap((image) => {
    const other = before.images.get(image.key);
    return other === undefined ? [] : [{ key: image.key, before: other, after: image }];
  });
  const methods = after.file.request.methods.filter((method) => before.file.request.methods.includes(method));
  const maps = new Map(
    methods.map((method) => [method, images.flatMap((image) => mapPairs(image, method))] as const),
  );
  return { before, after, images, methods, maps };
}

function mapPairs(image: ImagePair, method: string): MapPair[] {
  return image.after.maps.flatMap((after) => {
    if (after.method !== method) return [];
    const before = image.before.maps.find((map) => map.method === method && map.class === after.class);
    if (before === undefined) return [];
    return [{ image, class: after.class, before, after, comparison: comparisonOf(before.map, after.map) }];
  });
}

function comparisonOf(before: Tensor | null, after: Tensor | null): MapComparison | null {
  if (before === null || after === null) return null;
  const [rows, columns] = comparedSize(after);
  return compareMaps(upsampled(before, rows, columns), upsampled(after, rows, columns));
}

/** Of the new run's shape. */
function comparedSize({ shape }: Tensor): [rows: number, columns: number] {
  const [h = 1, w = 1] = shape;
  const factor = comparedCells / Math.max(h, w);
  return [Math.max(1, Math.round(h * factor)), Math.max(1, Math.round(w * factor))];
}

export function upsampled({ data, shape }: Tensor, rows: number, columns: number): Tensor {
  const resized = resizeMaps({ data, shape: [1, ...shape] }, rows, columns);
  return { data: resized.data, shape: [rows, columns] };
}
