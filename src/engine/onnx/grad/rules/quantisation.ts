/**
 * Quantised networks: rounding has no derivative, so the gradient passes straight through it, as if the integers were the
 * numbers that they stand for, and is 0 where a number saturates, as in training with quantisation (the straight-through
 * estimator: Bengio et al. 2013, https://arxiv.org/abs/1308.3432; clipped: Jacob et al. 2018,
 * https://arxiv.org/abs/1712.05877). Saturation is often all that is left of a ReLU: quantisers remove one whose zeros are
 * the smallest integer.
 */
import type { ElementType, Node, Value } from '../../ir/graph.ts';
import { axisFromFront, shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRules } from '../gradRule.ts';
import { intAttribute, type OpBuilder } from '../opBuilder.ts';

/** Smallest and largest number of each type that is quantised to. */
const ranges: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
};

/** One number for all, or one for each element along `axis`, so that it broadcasts to x. */
function alongAxis(scale: Value, node: Node, op: OpBuilder): Value {
  if (shapeOf(scale).length === 0) return scale;
  const rank = shapeOf(inputOf(node, 0)).length;
  const after = rank - 1 - axisFromFront(node.int('axis', 1), rank);
  return op.reshape(scale, [...shapeOf(scale), ...new Array<number>(after).fill(1)]);
}

const scaleOf = (node: Node, op: OpBuilder): Value => alongAxis(inputOf(node, 1), node, op);

/**
 * 1 where x / scale + zero point lies within the integers, else 0; 0 on the ends, too, as ReLU's gradient is at 0. Null for
 * a type of unknown range.
 */
function unsaturated(node: Node, op: OpBuilder): Value | null {
  const range = ranges[outputOf(node).type ?? 'bool'];
  if (range === undefined) return null;
  const x = inputOf(node, 0);
  const steps = op.div(x, alongAxis(inputOf(node, 1), node, op));
  const zero = node.input(2);
  const placed = zero === null ? steps : op.add(steps, alongAxis(asFloat(zero, op), node, op));
  const above = op.mask(op.compare('Greater', placed, op.scalar(range[0])));
  return op.mul(above, op.mask(op.compare('Less', placed, op.scalar(range[1]))));
}

const asFloat = (zero: Value, op: OpBuilder): Value =>
  op.emit('Cast', [zero], shapeOf(zero), { to: intAttribute(1) }, 'float32');

export const quantisationRules: GradRules = {
  /** y stands for x / scale + zero point, between the smallest and the largest integer */
  QuantizeLinear: (dy, node, op) => [
    () => {
      const mask = unsaturated(node, op);
      const passed = op.div(dy, scaleOf(node, op));
      return mask === null ? passed : op.mul(passed, mask);
    },
  ],

  /** y = (x - zero point) scale */
  DequantizeLinear: (dy, node, op) => [() => op.mul(dy, scaleOf(node, op))],
};
