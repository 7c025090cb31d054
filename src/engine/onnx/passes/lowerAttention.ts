import type { Graph, Node, Value } from '../ir/graph.ts';
import { given } from './given.ts';
import { rewrite, type Emitter } from './rewrite.ts';
import { unsupported } from './unsupported.ts';

/**
 * softmax(Q K' scale + mask) V, one head at a time. Q, K and V are [n, heads, tokens, size], or [n, tokens, heads * size]
 * where the attributes tell the heads.
 */
export function lowerAttention(graph: Graph, node: Node): void {
  checkForm(node);
  const heads = node.int('q_num_heads', 0);
  const [q, k, v] = [given(node, 0), given(node, 1), given(node, 2)];
  rewrite(graph, node, (to) => {
    const parts = (x: Value, perm: readonly number[]): Value =>
      to.op('Transpose', [to.op('Reshape', [x, to.ints(0, 0, heads, -1)])], { perm });
    const [query, values] = heads === 0 ? [q, v] : [parts(q, headsFirst), parts(v, headsFirst)];
    const keys = heads === 0 ? to.op('Transpose', [k], { perm: turned }) : parts(k, headsFirstTurned);
    const scores = to.op('MatMul', [to.op('Mul', [query, scaleOf(query, node, to)]), keys]);
    const weights = to.op('Softmax', [masked(scores, node.input(3), to)], { axis: -1 });
    const result = to.op('MatMul', [weights, values]);
    if (heads === 0) return result;
    return to.op('Reshape', [to.op('Transpose', [result], { perm: headsFirst }), to.ints(0, 0, -1)]);
  });
}

const headsFirst = [0, 2, 1, 3];
const turned = [0, 1, 3, 2];
const headsFirstTurned = [0, 2, 3, 1];

/** 1 / sqrt(size of a head) unless the file says another. */
function scaleOf(query: Value, node: Node, to: Emitter): Value {
  if (node.attributes.has('scale')) return to.float(node.float('scale', 1));
  const size = to.op('Shape', [query], { start: -1 });
  return to.op('Reciprocal', [to.op('Sqrt', [to.cast(size, 'float32')])]);
}

/** A mask of truths says which tokens may be looked at, one of numbers is added. */
function masked(scores: Value, mask: Value | null, to: Emitter): Value {
  if (mask === null) return scores;
  return isTruths(mask) ? to.op('Where', [mask, scores, to.float(-Infinity)]) : to.op('Add', [scores, mask]);
}

const comparisons: ReadonlySet<string> = new Set([
  'And',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'Not',
  'Or',
]);
const moves: ReadonlySet<string> = new Set([
  'Expand',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Concat',
  'Slice',
]);

/** Types are not measured yet: by what made it. */
function isTruths({ type, producer }: Value): boolean {
  if (type !== null || producer === null) return type === 'bool';
  if (producer.opType === 'Cast') return producer.int('to', 0) === boolCode;
  if (moves.has(producer.opType)) return isTruths(producer.inputs[0]!);
  return comparisons.has(producer.opType);
}

const boolCode = 9;

/** What image classifiers have no use for is refused by name. */
function checkForm(node: Node): void {
  const kept = ['past keys', 'past values'].filter((_, index) => node.input(4 + index) !== null);
  if (kept.length > 0) throw unsupported(node, `takes ${kept.join(' and ')}, as text generators do.`);
  if (node.outputs.slice(1).some(({ users }) => users.size > 0))
    throw unsupported(node, 'gives out its keys, values or scores, which are not supported.');
  if (node.int('is_causal', 0) !== 0) throw unsupported(node, 'is causal, as in text generators.');
  if (node.float('softcap', 0) !== 0) throw unsupported(node, 'has a soft cap, which is not supported.');
  const [queries, keys] = [node.int('q_num_heads', 0), node.int('kv_num_heads', 0)];
  if (queries !== keys) throw unsupported(node, `shares ${keys} heads of keys among ${queries} of queries.`);
}
