/** Operations that give the same elements another shape or order: the gradient goes the way back. */
import { dataTypeOf } from '../../wire/dataTypes.ts';
import type { Node, Value } from '../../ir/graph.ts';
import { constantIntegers } from '../constants.ts';
import { shapeOf, type Shape } from '../dims.ts';
import { inputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { intAttribute, type OpBuilder } from '../opBuilder.ts';

/** The same elements in another shape. */
const reshaped: GradRule = (dy, node, op) => [() => op.reshape(dy, shapeOf(inputOf(node, 0)))];

const inverse = (permutation: readonly number[]): number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis));

/** How the blocks of DepthToSpace stand among the channels. */
type BlockOrder = 'DCR' | 'CRD';

/**
 * SpaceToDepth, or the inverse of DepthToSpace: [n, C, h b, w b] becomes [n, C b², h, w]; among the new channels blocks come
 * before (DCR) or after (CRD) the old ones.
 */
function toDepth(x: Value, block: number, order: BlockOrder, op: OpBuilder): Value {
  const [batch, channels, rows, columns] = shapeOf(x) as [Shape[number], number, number, number];
  const [height, width] = [rows / block, columns / block];
  const apart = op.reshape(x, [batch, channels, height, block, width, block]);
  const turned = op.transpose(apart, order === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]);
  return op.reshape(turned, [batch, channels * block * block, height, width]);
}

/** The inverse of `toDepth` with blocks first. */
function toSpace(x: Value, block: number, op: OpBuilder): Value {
  const [batch, depth, height, width] = shapeOf(x) as [Shape[number], number, number, number];
  const channels = depth / (block * block);
  const apart = op.reshape(x, [batch, block, block, channels, height, width]);
  const turned = op.transpose(apart, [0, 3, 4, 1, 5, 2]);
  return op.reshape(turned, [batch, channels, height * block, width * block]);
}

const blockOf = (node: Node): number => node.int('blocksize', 1);

export const shapeRules: GradRules = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,

  /** The inverse permutation; without `perm` the axes are reversed, which is its own inverse. */
  Transpose: (dy, node, op) => {
    const reversed = shapeOf(dy).map((_, axis, { length }) => length - 1 - axis);
    return [() => op.transpose(dy, inverse(node.ints('perm') ?? reversed))];
  },

  DepthToSpace: (dy, node, op) => {
    const order = node.string('mode', 'DCR') === 'CRD' ? 'CRD' : 'DCR';
    return [() => toDepth(dy, blockOf(node), order, op)];
  },
  SpaceToDepth: (dy, node, op) => [() => toSpace(dy, blockOf(node), op)],

  /** The walker sums over what was repeated. */
  Expand: (dy) => [() => dy],

  /** Sums over the copies: an axis of size s, repeated r times, is [r, s]. */
  Tile: (dy, node, op) => [
    () => {
      const shape = shapeOf(inputOf(node, 0));
      const repeats = constantIntegers(inputOf(node, 1)) ?? [];
      const apart = shape.flatMap((dim, axis) => [repeats[axis]!, dim]);
      const copies = shape.map((_, axis) => 2 * axis).filter((_, axis) => repeats[axis] !== 1);
      return copies.length === 0 ? dy : op.reshape(op.reduceSum(op.reshape(dy, apart), copies), shape);
    },
  ],

  /** Between floating-point types; what is no floating-point number does not depend on the layer. */
  Cast: (dy, node, op) => [
    () => {
      const { type } = inputOf(node, 0);
      if (type === null || type === dy.type) return dy;
      return op.emit('Cast', [dy], shapeOf(dy), { to: intAttribute(dataTypeOf(type)) }, type);
    },
  ],

  /** dx_i = sum of dy_j from i on: summed up from the other end. */
  CumSum: (dy, node, op) => {
    const attributes = {
      exclusive: intAttribute(node.int('exclusive', 0)),
      reverse: intAttribute(1 - node.int('reverse', 0)),
    };
    return [() => op.emit('CumSum', [dy, inputOf(node, 1)], shapeOf(dy), attributes)];
  },

  /** What stayed gets dy. */
  Trilu: (dy, node, op) => {
    const upper = { upper: intAttribute(node.int('upper', 1)) };
    return [() => op.emit('Trilu', [dy, node.input(1)], shapeOf(dy), upper)];
  },

  Shape: 'zero',
  Size: 'zero',
  ConstantOfShape: 'zero',
};
