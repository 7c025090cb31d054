/**
 * The layer that is taken when none is asked for.
 *
 * Where maps are pooled at the end: the last map before that. Where a class token is picked out at the end, what stands
 * there of the other tokens no longer reaches the logits, and gradients there are zero. So it is the last tensor through
 * which all goes that the last mixing of tokens reads: in a vision transformer the first normalisation of the last block
 * (`blocks[-1].norm1`), which is what practitioners choose with pytorch-grad-cam too.
 *
 * Two heads, of a class token and of the pooled patches (VOLO): the last tensor through which goes what both read. Branches
 * of different patches side by side (CrossViT): no tensor carries them all; it is the last of the branch whose map comes
 * last, so that one grid of patches is explained.
 */
import { cutAt } from '../graphs/cut.ts';
import { isCutByImage } from '../graphs/frontier.ts';
import { CamlineError } from '../../../errors.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';
import { readAsMap, tokenAxis } from './layout.ts';
import type { Layouts } from './layoutRules.ts';

export function defaultLayer(graph: Graph, layouts: Layouts): Value | undefined {
  const maps = graph.nodes.flatMap(({ outputs }) => outputs).filter((value) => isMap(value, layouts));
  const chosen = preferred(maps, graph, layouts);
  const upTo = chosen === undefined ? [] : maps.slice(0, maps.indexOf(chosen) + 1);
  return upTo.findLast((value) => canBeCut(graph, value));
}

function preferred(maps: readonly Value[], graph: Graph, layouts: Layouts): Value | undefined {
  const last = maps.findLast((value) => !changesNoValues(value, layouts));
  if (last === undefined || tokenAxis(layouts.get(last)!) === -1) return last;
  const mixings = graph.nodes.filter((node) => mixesTokens(node, layouts)).slice(-mostMixings);
  const end = mixings.at(-1);
  const beforeEnd = mixings.findLast(isAttention);
  if (end === undefined) return last;
  if (beforeEnd !== undefined && !isAttention(end) && !allPassesThrough(end.outputs, graph.outputs, graph))
    return maps.findLast((value) => carries(value, end, graph) && carries(value, beforeEnd, graph)) ?? last;
  const alike = maps.filter((value) => value.shape?.at(-1) === last.shape?.at(-1));
  for (const mixing of mixings.toReversed()) {
    const found = alike.findLast((value) => carries(value, mixing, graph));
    if (found !== undefined) return found;
  }
  return last;
}

/** Of a branch beside the others; further back there is nothing that is near the logits. */
const mostMixings = 16;

/** Whether the network can be run from there on, as every method does. */
function canBeCut(graph: Graph, value: Value): boolean {
  try {
    return cutAt(graph, value.name).frontier.every(isCutByImage);
  } catch (error) {
    if (error instanceof CamlineError && error.code === 'LAYER_UNUSABLE') return false;
    throw error;
  }
}

const averages: ReadonlySet<string> = new Set(['AveragePool', 'GlobalAveragePool', 'ReduceMean']);

const isMap = (value: Value, layouts: Layouts): boolean =>
  value.type === 'float32' &&
  readAsMap(layouts.get(value), value.shape) !== null &&
  !averages.has(value.producer?.opType ?? '');

const moves: ReadonlySet<string> = new Set(['Transpose', 'Reshape']);

/** The same map in another layout: what it was made from is as good, and is what a module gives. */
function changesNoValues({ producer }: Value, layouts: Layouts): boolean {
  const source = producer === null || !moves.has(producer.opType) ? null : producer.inputs[0]!;
  return source !== null && readAsMap(layouts.get(source), source.shape) !== null;
}

/** Operations behind which tokens are gone without having been mixed. */
const picks: ReadonlySet<string> = new Set(['Gather', 'Shape', 'Slice', 'Split']);

/** Attention, or the end of the tokens by pooling or flattening. */
function mixesTokens(node: Node, layouts: Layouts): boolean {
  if (products.has(node.opType)) return isAttention(node);
  const hasTokens = (value: Value | null): boolean =>
    value !== null && tokenAxis(layouts.get(value) ?? []) !== -1;
  return !picks.has(node.opType) && node.inputs.some(hasTokens) && !node.outputs.some(hasTokens);
}

const products: ReadonlySet<string> = new Set(['MatMul', 'Einsum']);

/** A product of two tensors that are computed. */
const isAttention = ({ opType, inputs }: Node): boolean =>
  products.has(opType) && inputs.filter((input) => input !== null && input.constant === null).length > 1;

/** Whether all that `node` reads of the image goes through `value`. */
const carries = (value: Value, node: Node, graph: Graph): boolean =>
  allPassesThrough(
    [value],
    node.inputs.filter((input) => input !== null),
    graph,
  );

/** Whether no way leads from the image to `ends` but through one of `gates`. */
function allPassesThrough(gates: readonly Value[], ends: readonly Value[], graph: Graph): boolean {
  const seen = new Set<Value>(gates);
  const open = ends.filter((end) => !seen.has(end));
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (graph.inputs.includes(current)) return false;
    seen.add(current);
    for (const input of current.producer?.inputs ?? [])
      if (input !== null && !seen.has(input)) open.push(input);
  }
  return true;
}
