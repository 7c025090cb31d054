import type { Value } from '../ir/graph.ts';
import { sameDim, shapeOf, type Shape } from './dims.ts';
import type { OpBuilder } from './opBuilder.ts';

/** Sums `gradient` over the axes along which a value of shape `wanted` was repeated. */
export function unbroadcast(gradient: Value, wanted: Shape, op: OpBuilder): Value {
  const shape = shapeOf(gradient);
  const added = shape.length - wanted.length;
  const repeated = shape
    .map((_, axis) => axis)
    .filter((axis) => axis < added || !sameDim(wanted[axis - added]!, shape[axis]!));
  const summed = repeated.length === 0 ? gradient : op.reduceSum(gradient, repeated);
  return op.reshape(summed, wanted);
}
