/** Where a network is cut at a layer: head (input to layer), tail (layer to logits), frontier (what crosses). */
import { CamlineError } from '../../../errors.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';
import { isCutByImage } from './frontier.ts';
import { ancestors } from './prune.ts';

export interface Cut {
  /** The layer's tensor. */
  readonly layer: Value;
  readonly logits: Value;
  /**
   * Nodes that depend on the layer and lead to the logits, in order of execution; with them what runs beside the layer and
   * gives a tensor that cannot be cut into images.
   */
  readonly tail: readonly Node[];
  /**
   * Everything that the tail reads and does not compute, without constants: the layer first, then what runs beside it
   * where it sits inside a residual branch.
   */
  readonly frontier: readonly Value[];
}

/**
 * Cuts `graph`, whose first output is the logits, at the tensor named `tensor`.
 * Throws LAYER_UNUSABLE where the logits do not depend on it.
 */
export function cutAt(graph: Graph, tensor: string): Cut {
  const layer = graph.find(tensor);
  const logits = graph.outputs[0];
  if (layer === undefined || logits === undefined) {
    throw new CamlineError('INTERNAL', `The graph has no tensor "${tensor}" or no output to cut towards.`);
  }
  const tail = nodesBetween(graph, layer, logits);
  if (tail.length === 0) {
    throw new CamlineError(
      'LAYER_UNUSABLE',
      `The logits "${logits.name}" do not depend on the layer's tensor "${tensor}". Choose a layer on the way to them.`,
    );
  }
  return { layer, logits, ...withWholeImages(graph, tail, layer) };
}

/**
 * A head of its own for each branch, stacked to [branches, n, K] (CrossViT): what crosses the cut there has its images along
 * the second axis. It is computed behind the cut, from the last that has them along the first. And so are weights that are
 * restored from integers: no image has a part in them.
 */
function withWholeImages(graph: Graph, tail: readonly Node[], layer: Value): Pick<Cut, 'tail' | 'frontier'> {
  const nodes = new Set(tail);
  const ofImages = dependents(graph, graph.inputs);
  const crosses = (value: Value): boolean =>
    value === layer || (isCutByImage(value) && (value.producer === null || ofImages.has(value)));
  const open = frontierOf(tail, layer).filter((value) => !crosses(value));
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const { producer } = value;
    if (producer === null || nodes.has(producer)) continue;
    nodes.add(producer);
    for (const input of producer.inputs)
      if (input !== null && input.constant === null && !crosses(input)) open.push(input);
  }
  const whole = nodes.size === tail.length ? tail : graph.nodes.filter((node) => nodes.has(node));
  return { tail: whole, frontier: frontierOf(whole, layer) };
}

/** Whatever is computed from `values`, they included. */
export function dependents(graph: Graph, values: readonly Value[]): ReadonlySet<Value> {
  const reached = new Set(values);
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => input !== null && reached.has(input))) continue;
    for (const output of node.outputs) reached.add(output);
  }
  return reached;
}

function nodesBetween(graph: Graph, from: Value, to: Value): Node[] {
  const leading = ancestors(graph, [to]);
  const reached = dependents(graph, [from]);
  return graph.nodes.filter(
    (node) => leading.has(node) && node.inputs.some((input) => input !== null && reached.has(input)),
  );
}

function frontierOf(tail: readonly Node[], layer: Value): Value[] {
  const computed = new Set(tail.flatMap((node) => node.outputs));
  const read = tail.flatMap((node) => node.inputs).filter((input) => input !== null);
  const crossing = read.filter((value) => value.constant === null && !computed.has(value));
  return [...new Set([layer, ...crossing])];
}
