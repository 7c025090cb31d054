/** What FullGrad calls the biases of a network: those of convolutions and of batch norms that were not folded away. */
import { float32Values } from '../grad/constants.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';

export interface BiasedLayer {
  /** [n, C, h, w] */
  readonly output: Value;
  /** What the layer adds to each channel, [C]. */
  readonly bias: Float32Array;
}

/** In order of execution. Linear layers are left out, as are layers whose output is no map. */
export function biasedLayers(graph: Graph): BiasedLayer[] {
  return graph.nodes.flatMap((node) => {
    const bias = node.domain === '' ? biasOf[node.opType]?.(node) : undefined;
    const output = node.outputs[0]!;
    return bias === undefined || bias === null || output.shape?.length !== 4 ? [] : [{ output, bias }];
  });
}

/** By operation; null where there is none, or none that is the same for all images. */
const biasOf: Readonly<Record<string, (node: Node) => Float32Array | null>> = {
  Conv: (node) => constantOf(node, 2),
  ConvTranspose: (node) => constantOf(node, 2),
  BatchNormalization: effectiveBias,
};

/** beta - gamma mean / sqrt(variance + epsilon) */
function effectiveBias(node: Node): Float32Array | null {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => constantOf(node, index));
  if (!gamma || !beta || !mean || !variance) return null;
  const epsilon = node.float('epsilon', 1e-5);
  return beta.map((value, k) => value - (gamma[k]! * mean[k]!) / Math.sqrt(variance[k]! + epsilon));
}

function constantOf(node: Node, index: number): Float32Array | null {
  const constant = node.input(index)?.constant ?? null;
  return constant?.type === 'float32' ? float32Values(constant) : null;
}
