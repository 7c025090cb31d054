import { CamlineError } from '../../../errors.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import { prune } from './prune.ts';

export interface ForwardGraph {
  readonly graph: Graph;
  /** Normalised images, [n, C, H, W]. */
  readonly input: Value;
  /** [n, K] */
  readonly logits: Value;
  /** From each tensor asked for to what stands for it, which may be `input`. */
  readonly tensors: ReadonlyMap<Value, Value>;
}

/** Images to logits and to `tensors` of the model. */
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
  graph.outputs = [...new Set([logits, ...wanted.values()])].filter((value) => value !== input);
  prune(graph);
  return { graph, input, logits, tensors: wanted };
}
