/** Whether logits are an affine function of a layer's activations, all else about the image being fixed. */
import type { Node, Value } from '../ir/graph.ts';
import type { Cut } from './cut.ts';

/** Whether an operation is affine in the layer, given which of its inputs change with it. */
type Affinity = (changing: readonly boolean[]) => boolean;

const inAll: Affinity = () => true;
/** In any one input, while the others do not depend on the layer. */
const inOne: Affinity = (changing) => changing.filter(Boolean).length === 1;
/** In the first input, while the others do not depend on the layer. */
const inFirst: Affinity = (changing) => changing.indexOf(true) === 0 && changing.lastIndexOf(true) === 0;

const affineIn: Readonly<Record<string, Affinity>> = {
  Identity: inAll,
  Dropout: inFirst,
  Add: inAll,
  Sub: inAll,
  Sum: inAll,
  Neg: inAll,
  Concat: inAll,
  Mul: inOne,
  MatMul: inOne,
  Gemm: inOne,
  Conv: inOne,
  ConvTranspose: inOne,
  Div: inFirst,
  BatchNormalization: inFirst,
  AveragePool: inFirst,
  GlobalAveragePool: inFirst,
  ReduceMean: inFirst,
  ReduceSum: inFirst,
  Reshape: inFirst,
  Flatten: inFirst,
  Squeeze: inFirst,
  Unsqueeze: inFirst,
  Transpose: inFirst,
  Expand: inFirst,
  Slice: inFirst,
};

export function hasAffineTail({ layer, tail }: Cut): boolean {
  const dependent = new Set<Value>([layer]);
  return tail.every((node) => {
    const changing = node.inputs.map((input) => input !== null && dependent.has(input));
    if (!changing.includes(true)) return true;
    for (const output of node.outputs) dependent.add(output);
    return isAffine(node, changing);
  });
}

function isAffine(node: Node, changing: readonly boolean[]): boolean {
  const affinity =
    node.domain === '' && Object.hasOwn(affineIn, node.opType) ? affineIn[node.opType] : undefined;
  return affinity?.(changing) ?? false;
}
