import { fixedDim, shapeOf } from '../grad/dims.ts';
import { intAttribute, OpBuilder } from '../grad/opBuilder.ts';
import { noGradient } from '../grad/missing.ts';
import { emitGradients } from '../grad/walker.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { biasedLayers } from './biases.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import { newInput } from './newInput.ts';
import { prune } from './prune.ts';

/** Denominator of every scaling, absolute. */
const scaleEpsilon = 1e-7;

export interface BiasGraph {
  readonly graph: Graph;
  /** Normalised images, [n, C, H, W]; no input of the graph where no gradient depends on it. */
  readonly input: Value;
  /** d(target)/d(logits), [n, K] */
  readonly seed: Value;
  /** d(target)/d(images), [n, C, H, W] */
  readonly inputGradient: Value;
  /** Per biased layer, in order of execution: the sum over channels of scale(|b_k G_k|), [n, h, w]. */
  readonly maps: readonly Value[];
}

/**
 * Forward and backward pass of the whole network in one, for FullGrad: channel maps are scaled and added up where they
 * arise, so that one map a layer leaves the graph. Throws GRADIENT_MISSING.
 */
export function biasGraph(model: Graph): BiasGraph {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  const input = addInput(graph, model.inputs[0]!, mapping);
  copyNodes(graph, model.nodes, mapping);
  const target = mapping.get(model.outputs[0]!)!;
  const seed = newInput(graph, 'seed', shapeOf(target));
  const layers = biasedLayers(graph);
  const gradients = emitGradients(graph, { target, seed, layer: input });
  const maps = layers.flatMap(({ output, bias }, index) => {
    const gradient = gradients.get(output);
    return gradient === undefined ? [] : [biasMap(gradient, bias, new OpBuilder(graph, `bias/${index}`))];
  });
  const inputGradient = gradients.get(input);
  if (inputGradient === undefined) throw noGradient(target, input);
  graph.outputs = [...new Set([inputGradient, ...maps])];
  prune(graph);
  return { graph, input, seed, inputGradient, maps };
}

/**
 * sum_k scale(|b_k G_k|), scale(M) = (M - min M) / (1e-7 + max(M - min M)) over rows and columns. Written as
 * sum_k r_k (|G_k| - min |G_k|) with r_k = |b_k| / (1e-7 + |b_k| (max |G_k| - min |G_k|)): a product of matrices, so that maps of
 * every channel are written twice, not six times. The least is taken off before the product: r_k is 1e7 |b_k| where a gradient
 * is the same everywhere, as behind global pooling, and there a difference of two products would be rounding alone.
 */
function biasMap(gradient: Value, bias: Float32Array, op: OpBuilder): Value {
  const [count, channels, rows, columns] = shapeOf(gradient);
  const magnitude = op.emit('Abs', [gradient], shapeOf(gradient));
  const over = (opType: 'ReduceMin' | 'ReduceMax'): Value =>
    op.emit(opType, [magnitude, op.ints('axes', [2, 3])], [count!, channels!, 1, 1], {
      keepdims: intAttribute(1),
    });
  const least = over('ReduceMin');
  const size = op.floats('size', bias.map(Math.abs), [bias.length, 1, 1]);
  const span = op.mul(size, op.sub(over('ReduceMax'), least));
  const weights = op.div(size, op.add(span, op.scalar(scaleEpsilon)));
  const weightsInRow = op.reshape(weights, [count!, 1, channels!]);
  const positions = fixedDim(gradient, 2) * fixedDim(gradient, 3);
  const above = op.reshape(op.sub(magnitude, least), [count!, channels!, positions]);
  return op.reshape(op.matMul(weightsInRow, above), [count!, rows!, columns!]);
}
