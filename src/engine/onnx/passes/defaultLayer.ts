/**
 * The layer that is taken when none is asked for.
 *
 * Where maps are pooled at the end: the last map before that. Where a class token is picked out at the end, what stands
 * there of the other tokens no longer reaches the logits, and gradients there are zero. So it is the last tensor through
 * which all goes that the last mixing of tokens reads: in a vision transformer the first normalisation of the last block
 * (`blocks[-1].norm1`), which is what practitioners choose with pytorch-grad-cam too.
 */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { readAsMap, tokenAxis } from './layout.ts';
import type { Layouts } from './layoutRules.ts';

export function defaultLayer(graph: Graph, layouts: Layouts): Value | undefined {
  const maps = graph.nodes.flatMap(({ outputs }) => outputs).filter((value) => isMap(value, layouts));
  const last = maps.findLast((value) => !changesNoValues(value, layouts));
  if (last === undefined || tokenAxis(layouts.get(last)!) === -1) return last;
  const mixing = graph.nodes.findLast((node) => mixesTokens(node, layouts));
  if (mixing === undefined) return last;
  const width = last.shape?.at(-1);
  return (
    maps.findLast((value) => value.shape?.at(-1) === width && allPassesThrough(value, mixing, graph)) ?? last
  );
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
  const computed = node.inputs.filter((input) => input !== null && input.constant === null);
  if (node.opType === 'MatMul' || node.opType === 'Einsum') return computed.length > 1;
  const hasTokens = (value: Value | null): boolean =>
    value !== null && tokenAxis(layouts.get(value) ?? []) !== -1;
  return !picks.has(node.opType) && node.inputs.some(hasTokens) && !node.outputs.some(hasTokens);
}

/** Whether no way leads from the image to `node` but through `value`. */
function allPassesThrough(value: Value, node: Node, graph: Graph): boolean {
  const seen = new Set<Value>([value]);
  const open = node.inputs.filter((input) => input !== null && !seen.has(input));
  for (let current = open.pop() ?? null; current !== null; current = open.pop() ?? null) {
    if (graph.inputs.includes(current)) return false;
    seen.add(current);
    const before = current.producer?.inputs ?? [];
    open.push(...before.filter((input) => input !== null && !seen.has(input)));
  }
  return true;
}
