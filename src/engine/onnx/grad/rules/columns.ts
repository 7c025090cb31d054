/** Col2Im, which adds up overlapping blocks (PyTorch's fold). */
import { elementCount } from '../../../../tensor/tensor.ts';
import type { Node, Value } from '../../ir/graph.ts';
import { constantIntegers } from '../constants.ts';
import { fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import { intAttribute, intsAttribute, type OpBuilder } from '../opBuilder.ts';

/** Where blocks lie in the image; ONNX's defaults where an attribute is left out. */
function blocksOf(node: Node) {
  const block = constantIntegers(inputOf(node, 2)) ?? [];
  const all = (value: number): number[] => block.map(() => value);
  return {
    block,
    strides: node.ints('strides') ?? all(1),
    dilations: node.ints('dilations') ?? all(1),
    pads: node.ints('pads') ?? [...all(0), ...all(0)],
  };
}

/**
 * [n, C, …] to [n, C k, …positions], k elements of a block: a depthwise convolution with k kernels for each channel, each 1
 * at its own element and 0 elsewhere.
 */
function unfolded(image: Value, node: Node, op: OpBuilder): Value {
  const { block, strides, dilations, pads } = blocksOf(node);
  const [channels, elements] = [fixedDim(image, 1), elementCount(block)];
  const kernels = new Float32Array(channels * elements * elements);
  for (let row = 0; row < channels * elements; row++) kernels[row * elements + (row % elements)] = 1;
  const positions = block.map((size, axis) => {
    const padded = fixedDim(image, axis + 2) + pads[axis]! + pads[axis + block.length]!;
    return Math.floor((padded - (size - 1) * dilations[axis]! - 1) / strides[axis]!) + 1;
  });
  const weights = op.floats('blocks', kernels, [channels * elements, 1, ...block]);
  return op.emit('Conv', [image, weights], [shapeOf(image)[0]!, channels * elements, ...positions], {
    strides: intsAttribute(strides),
    dilations: intsAttribute(dilations),
    pads: intsAttribute(pads),
    group: intAttribute(channels),
  });
}

export const columnRules: GradRules = {
  /** x [n, C k, positions] gets the blocks of dy. */
  Col2Im: (dy, node, op) => [() => op.reshape(unfolded(dy, node, op), shapeOf(inputOf(node, 0)))],
};
