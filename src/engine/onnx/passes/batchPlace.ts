/** Where a tensor holds its images, for graphs whose batch is fixed. */
import { elementBytes } from '../ir/elementTypes.ts';
import type { Constant, Value } from '../ir/graph.ts';

/** Axis `axis` counts `outer` times the images times what is left of its size; `outer` is 1 where images lie outermost in it. */
export interface BatchPlace {
  readonly axis: number;
  readonly outer: number;
}

/** What is known of the file's own batch. */
export interface FixedBatch {
  /** Images at a time. */
  readonly count: number;
  readonly shapeOf: (value: Value) => readonly number[] | undefined;
}

/** Values without a place are the same for all images, or nothing tells how they hold them. */
export type Places = ReadonlyMap<Value, BatchPlace>;

export const outermost: BatchPlace = { axis: 0, outer: 1 };

/**
 * The place after a reshape from `before` to `after`, which keeps the order of elements: as many elements lie outside the
 * images as before. Null where they cut across an axis.
 *
 * An axis of exactly the images is taken before one that holds more. Of those, networks join the images to what lies inside
 * them (heads, windows) before what lies outside (tokens), but never to the last axis: it counts features.
 */
export function placeAfterReshape(
  { axis, outer }: BatchPlace,
  before: readonly number[],
  after: readonly number[],
  count: number,
): BatchPlace | null {
  const outside = product(before.slice(0, axis)) * outer;
  const candidates = after.flatMap((size, at) => {
    const inAxis = outside / product(after.slice(0, at));
    const fits = Number.isInteger(inAxis) && size % (inAxis * count) === 0;
    return fits ? [{ axis: at, outer: inAxis, size }] : [];
  });
  const best =
    candidates.find((each) => each.outer === 1 && each.size === count) ??
    candidates.find((each) => each.outer === 1 && each.axis < after.length - 1) ??
    candidates[0];
  return best === undefined ? null : { axis: best.axis, outer: best.outer };
}

/** A constant with what it holds for each of `count` images, as it is for one of them; null where they differ. */
export function onceOf(constant: Constant, { axis, outer }: BatchPlace, count: number): Constant | null {
  const { type, shape, bytes } = constant;
  const size = shape[axis];
  if (type === 'string' || size === undefined || size % (outer * count) !== 0) return null;
  const perImage = size / (outer * count);
  const step = perImage * product(shape.slice(axis + 1)) * elementBytes[type];
  const parts = Array.from({ length: step === 0 ? 0 : bytes.length / step }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step),
  );
  const firsts = parts.filter((_, index) => index % count === 0);
  const isSame = parts.every((part, index) => Buffer.compare(part, firsts[Math.floor(index / count)]!) === 0);
  const once = shape.with(axis, outer * perImage);
  return isSame ? { type, shape: once, bytes: new Uint8Array(Buffer.concat(firsts)) } : null;
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
