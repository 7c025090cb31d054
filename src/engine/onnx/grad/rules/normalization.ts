/** Normalisations. Batch norm is in inference form, its statistics are constants; the others compute theirs from x. */
import type { Node, Value } from '../../ir/graph.ts';
import { axisFromFront, fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

const defaultEpsilon = 1e-5;
const epsilonOf = (node: Node): number => node.float('epsilon', defaultEpsilon);

/** A tensor of one number a channel, so that it broadcasts to x [n, C, …]. */
function perChannel(values: Value, x: Value, op: OpBuilder): Value {
  const trailing = shapeOf(x)
    .slice(2)
    .map(() => 1);
  return op.reshape(values, [shapeOf(values)[0]!, ...trailing]);
}

/**
 * h = (x - mean) / s, s = sqrt(variance + epsilon), over `axes`; from g = d/dh to
 * dx = (g - mean(g) - h mean(g h)) / s
 */
function standardisedBack(
  g: Value,
  x: Value,
  { axes, epsilon }: { readonly axes: readonly number[]; readonly epsilon: number },
  op: OpBuilder,
): Value {
  const centred = op.sub(x, op.reduceMean(x, axes));
  const s = op.sqrt(op.add(op.reduceMean(op.square(centred), axes), op.scalar(epsilon)));
  const h = op.div(centred, s);
  const along = op.mul(h, op.reduceMean(op.mul(g, h), axes));
  return op.div(op.sub(op.sub(g, op.reduceMean(g, axes)), along), s);
}

const axesFrom = (first: number, x: Value): number[] =>
  shapeOf(x)
    .map((_, axis) => axis)
    .slice(first);

export const normalizationRules: GradRules = {
  /** y = scale (x - mean) / sqrt(variance + epsilon) + bias per channel: dx = dy scale / sqrt(variance + epsilon) */
  BatchNormalization: (dy, node, op) => [
    () => {
      const [scale, variance] = [inputOf(node, 1), inputOf(node, 4)];
      const deviation = op.sqrt(op.add(variance, op.scalar(epsilonOf(node))));
      return op.mul(dy, perChannel(op.div(scale, deviation), dy, op));
    },
  ],

  /** y = scale h + bias, h standardised over the axes from `axis` on */
  LayerNormalization: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const axes = axesFrom(axisFromFront(node.int('axis', -1), shapeOf(x).length), x);
      return standardisedBack(op.mul(dy, inputOf(node, 1)), x, { axes, epsilon: epsilonOf(node) }, op);
    },
  ],

  /** y = scale h + bias per channel, h standardised over each channel's positions */
  InstanceNormalization: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const g = op.mul(dy, perChannel(inputOf(node, 1), x, op));
      return standardisedBack(g, x, { axes: axesFrom(2, x), epsilon: epsilonOf(node) }, op);
    },
  ],

  /** The same for groups of channels; up to opset 20 scale and bias are per group. */
  GroupNormalization: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const groups = node.int('num_groups', 1);
      const size = axesFrom(1, x).reduce((count, axis) => count * fixedDim(x, axis), 1) / groups;
      const grouped = (value: Value): Value => op.reshape(value, [shapeOf(x)[0]!, groups, size]);
      const g = op.mul(grouped(dy), op.reshape(inputOf(node, 1), [groups, 1]));
      const settings = { axes: [2], epsilon: epsilonOf(node) };
      return op.reshape(standardisedBack(g, grouped(x), settings, op), shapeOf(x));
    },
  ],
};
