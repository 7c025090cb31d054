/** Arithmetic on measured shapes: a dimension is a number, or grows with the batch. */
import { CamlineError } from '../../../errors.ts';
import type { Dim, Value } from '../ir/graph.ts';

export type Shape = readonly Dim[];

/** The shape measured for `value`. Throws INTERNAL where none is known, which is a pass left out. */
export function shapeOf(value: Value): Shape {
  if (value.shape !== null) return value.shape;
  throw new CamlineError('INTERNAL', `Expected a measured shape for tensor "${value.name}", found none.`);
}

/** The dimension as a number. Throws MODEL_UNSUPPORTED where it grows with the batch. */
export function fixedDim(value: Value, axis: number): number {
  const dim = shapeOf(value)[axis];
  if (typeof dim === 'number') return dim;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `Expected axis ${axis} of tensor "${value.name}" ${shapeText(shapeOf(value))} to have a size independent of the batch.`,
  );
}

export const sameDim = (a: Dim, b: Dim): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : a.perImage === b.perImage;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis]!));

/** "[n, 64, 2n]" */
export const shapeText = (shape: Shape): string =>
  `[${shape.map((dim) => (typeof dim === 'number' ? dim : dim.perImage === 1 ? 'n' : `${dim.perImage}n`)).join(', ')}]`;

/** Numpy broadcasting. Throws INTERNAL for shapes that do not fit: an inference graph that runs has none. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === 1 || sameDim(left, right)) return right;
    if (right === 1) return left;
    throw new CamlineError('INTERNAL', `Shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast.`);
  });
}

/** How many elements; throws INTERNAL where the batch counts twice. */
export function product(dims: Shape): Dim {
  const growing = dims.filter((dim) => typeof dim !== 'number');
  if (growing.length > 1) {
    throw new CamlineError('INTERNAL', `A tensor of shape ${shapeText(dims)} grows with the batch twice.`);
  }
  const count = dims.reduce<number>((all, dim) => all * (typeof dim === 'number' ? dim : dim.perImage), 1);
  return growing.length === 0 ? count : { perImage: count };
}

/** Target of a Reshape; -1 stands for the one dimension that grows with the batch. */
export function reshapeTarget(shape: Shape): number[] {
  if (shape.filter((dim) => typeof dim !== 'number').length > 1) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `A tensor of shape ${shapeText(shape)} has two dimensions that grow with the batch; gradients need at most one.`,
    );
  }
  return shape.map((dim) => (typeof dim === 'number' ? dim : -1));
}

/** Axis counted from the front. */
export const axisFromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
