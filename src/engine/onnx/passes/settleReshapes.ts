import type { Dim, Graph, Node } from '../ir/graph.ts';
import { constantIntegers, integersConstant } from '../ir/integers.ts';

/**
 * Gives every `Reshape` with a measured result a constant target, -1 standing for the one dimension that grows with the
 * batch: what computed the target (exporters leave long chains) is then dead.
 */
export function settleReshapes(graph: Graph): boolean {
  let changed = false;
  for (const node of graph.nodes) {
    const target = node.opType === 'Reshape' ? targetOf(node) : null;
    if (target === null || isSettled(node, target)) continue;
    graph.setInput(node, 1, graph.constant(`${node.name}/shape`, integersConstant(target)));
    node.attributes.delete('allowzero');
    changed = true;
  }
  return changed;
}

function targetOf(node: Node): readonly number[] | null {
  const shape = node.outputs[0]!.shape;
  if (shape === null || shape.includes(0) || shape.filter(growsWithBatch).length > 1) return null;
  return shape.map((dim) => (growsWithBatch(dim) ? -1 : (dim as number)));
}

const growsWithBatch = (dim: Dim): boolean => typeof dim !== 'number';

const isSettled = (node: Node, target: readonly number[]): boolean =>
  node.int('allowzero', 0) === 0 && String(constantIntegers(node.input(1))) === String(target);
