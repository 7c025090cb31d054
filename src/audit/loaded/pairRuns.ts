/** Two runs image by image and map by map: same key, same method, same class. */
import { compareMaps, type MapComparison } from '../../metrics/comparison/compareMaps.ts';
import type { RunFile } from '../../storage/runFile.ts';
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
  /** Methods whose maps were compared. */
  readonly methods: readonly string[];
  readonly maps: ReadonlyMap<string, readonly MapPair[]>;
}

/** Cells on the longer side of the maps that are compared: low-resolution maps are upsampled once, to this. */
const comparedCells = 56;

/** Methods of both runs, in the order of the newer one. */
export const sharedMethods = (before: RunFile, after: RunFile): string[] =>
  after.request.methods.filter((method) => before.request.methods.includes(method));

/** @param methods whose maps are compared, which is most of the work; all that both runs have unless told otherwise */
export function pairRuns(
  before: LoadedRun,
  after: LoadedRun,
  methods: readonly string[] = sharedMethods(before.file, after.file),
): RunPair {
  const images = [...after.images.values()].flatMap((image) => {
    const other = before.images.get(image.key);
    return other === undefined ? [] : [{ key: image.key, before: other, after: image }];
  });
  const maps = new Map(
    methods.map((method) => [method, images.flatMap((image) => mapPairs(image, method))] as const),
  );
  return { before, after, images, methods, maps };
}

/** One figure of each pair that has it. */
export const figuresOfPairs = (pairs: readonly MapPair[], figure: keyof MapComparison): number[] =>
  pairs.map(({ comparison }) => comparison?.[figure] ?? null).filter((value) => value !== null);

/** Images that are predicted otherwise than before. */
export const otherPredictions = (images: readonly ImagePair[]): number =>
  images.filter(({ before, after }) => before.predicted !== after.predicted).length;

/** The least alike first. A flat map beside one that is not has no rank correlation: nothing is less alike. */
export const byLikeness = (a: MapPair, b: MapPair): number =>
  likeness(a) - likeness(b) || (a.image.key < b.image.key ? -1 : 1);

const likeness = ({ comparison, before, after }: MapPair): number =>
  comparison?.spearman ?? (before.flat && after.flat ? 1 : -2);

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
