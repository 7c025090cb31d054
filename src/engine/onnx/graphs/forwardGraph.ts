import { CamlineError } from '../../../errors.ts';
import { shapeOf } from '../grad/dims.ts';
import { OpBuilder } from '../grad/opBuilder.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import { prune } from './prune.ts';

export interface ForwardGraph {
  readonly graph: Graph;
  /** Normalised images, [n, C, H, W]. */
  readonly input: Value;
  /** [n, K] */
  readonly logits: Value;
  /** The sum over each image's values, [n, 1, 1, 1]: not finite where one of them is not. */
  readonly totals: Value;
  /** From each tensor asked for to what stands for it, which may be `input`. */
  readonly tensors: ReadonlyMap<Value, Value>;
}

/**
 * Images to logits and to `tensors` of the model. The images are added up on the way, on all threads and while they are being read
 * anyway: looking for a NaN beforehand costs several percent of a small network's pass.
 */
export function forwardGraph(model: Graph, tensors: readonly Value[]): ForwardGraph {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  for (const input of model.inputs) addInput(graph, input, mapping);
  copyNodes(graph, model.nodes, mapping);
  const copyOf = (value: Value | undefined): Value => {
    const copy = value === undefined ? undefined : mapping.get(value);
    if (copy !== undefined) return copy;
    throw new CamlineError(
      'INTERNAL',
      `Expected a tensor of the model, received "${value?.name ?? 'none'}".`,
    );
  };
  const [input, logits] = [copyOf(model.inputs[0]), copyOf(model.outputs[0])];
  const wanted = new Map(tensors.map((value) => [value, copyOf(value)]));
  const axes = shapeOf(input).map((_, axis) => axis);
  const totals = new OpBuilder(graph, 'totals').reduceSum(input, axes.slice(1));
  graph.outputs = [...new Set([logits, ...wanted.values(), totals])].filter((value) => value !== input);
  prune(graph);
  return { graph, input, logits, totals, tensors: wanted };
}
