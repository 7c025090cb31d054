/** Linear maps along one axis, and the adjoint of picking elements along one. */
import type { Value } from '../ir/graph.ts';
import { product, shapeOf } from './dims.ts';
import type { OpBuilder } from './opBuilder.ts';

/** [rows, columns], row by row. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export function transposed({ data, rows, columns }: Matrix): Matrix {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return { data: turned, rows: columns, columns: rows };
}

/** y[…, i, …] = sum_j matrix[i, j] x[…, j, …] along `axis`. */
export function mapAlong(x: Value, axis: number, matrix: Matrix, op: OpBuilder): Value {
  const shape = shapeOf(x);
  const constant = ({ data, rows, columns }: Matrix): Value => op.floats('matrix', data, [rows, columns]);
  if (axis === shape.length - 1) return op.matMul(x, constant(transposed(matrix)));
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const stacked = op.reshape(x, [product(before), matrix.columns, product(after)]);
  return op.reshape(op.matMul(constant(matrix), stacked), [...before, matrix.rows, ...after]);
}

/**
 * The adjoint of y = x taken at `indices` (0 to size - 1, any order, any number of times) along `axis`: each element gets
 * the sum of dy over the places that it went to.
 */
export function sendToPlaces(
  dy: Value,
  axis: number,
  indices: readonly number[],
  size: number,
  op: OpBuilder,
): Value {
  const [first = 0] = indices;
  if (indices.every((index, place) => index === first + place)) return placed(dy, axis, first, size, op);
  const places = new Array<number>(size).fill(-1);
  indices.forEach((index, place) => (places[index] = place));
  if (new Set(indices).size === indices.length) return pickedBack(dy, axis, places, op);
  const data = new Float32Array(size * indices.length);
  indices.forEach((index, place) => (data[index * indices.length + place] = 1));
  return mapAlong(dy, axis, { data, rows: size, columns: indices.length }, op);
}

/** dy from `first` on, zeros around it. */
function placed(dy: Value, axis: number, first: number, size: number, op: OpBuilder): Value {
  const shape = shapeOf(dy).map((dim, index) => (index === axis ? size : dim));
  const along = (count: number): number[] => shape.map((_, index) => (index === axis ? count : 0));
  return op.pad(dy, along(first), along(size - first - Number(shapeOf(dy)[axis])), shape);
}

/** dy at `places`; a zero where that is -1. */
function pickedBack(dy: Value, axis: number, places: readonly number[], op: OpBuilder): Value {
  const count = Number(shapeOf(dy)[axis]);
  const padded = places.includes(-1) ? placed(dy, axis, 0, count + 1, op) : dy;
  return op.gather(
    padded,
    axis,
    places.map((place) => (place === -1 ? count : place)),
  );
}
