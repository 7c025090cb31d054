/** What the rules of all reductions share. */
import type { Node, Value } from '../ir/graph.ts';
import { constantIntegers } from './constants.ts';
import { axisFromFront, shapeOf, type Shape } from './dims.ts';
import { inputOf } from './gradRule.ts';
import type { OpBuilder } from './opBuilder.ts';

/** None given means all, or none with `noop_with_empty_axes`. */
export function reducedAxes(node: Node): readonly number[] {
  const rank = shapeOf(inputOf(node, 0)).length;
  const given = node.ints('axes') ?? constantIntegers(node.input(1)) ?? [];
  if (given.length > 0) return given.map((axis) => axisFromFront(axis, rank));
  if (node.int('noop_with_empty_axes', 0) !== 0) return [];
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** The shape of x with size 1 along `axes`. */
const keptShape = (x: Value, axes: readonly number[]): Shape =>
  shapeOf(x).map((dim, axis) => (axes.includes(axis) ? 1 : dim));

/** A result of reducing x over `axes`, with those axes there again. */
export const withAxes = (reduced: Value, x: Value, axes: readonly number[], op: OpBuilder): Value =>
  op.reshape(reduced, keptShape(x, axes));

/** The same, repeated along them. */
export const spread = (reduced: Value, x: Value, axes: readonly number[], op: OpBuilder): Value =>
  op.expand(withAxes(reduced, x, axes, op), shapeOf(x));
