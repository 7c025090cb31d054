import { CamlineError } from '../../../errors.ts';
import type { Graph, Node } from '../ir/graph.ts';
import { workingOpset } from '../ir/opset.ts';
import { lifts, newForms, oldestReadable } from './lifts.ts';

/**
 * Rewrites every operation into its form of opset 20. Throws MODEL_UNSUPPORTED, naming the operation, for one whose old
 * or new form has no equal there, and for operations outside ONNX's own set.
 */
export function liftOpset(graph: Graph, opset: number): boolean {
  if (opset < oldestOpset) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `The model is written in opset ${opset}; ${oldestOpset} or later is needed. Export it again with a newer opset.`,
    );
  }
  const changes = [...graph.nodes].map((node) => liftNode(graph, node, opset));
  return changes.includes(true);
}

/** Broadcasting became what it is today. */
const oldestOpset = 7;

function liftNode(graph: Graph, node: Node, opset: number): boolean {
  refuse(node, opset);
  let changed = false;
  for (const { below, lift } of lifts[node.opType] ?? []) {
    if (opset >= below) continue;
    lift(graph, node);
    changed = true;
  }
  for (const branch of node.branches()) changed = liftOpset(branch, opset) || changed;
  return changed;
}

function refuse(node: Node, opset: number): void {
  const { opType, name, domain } = node;
  if (domain !== '') {
    throw unsupported(node, `belongs to "${domain}". Export the network without fused or custom operations.`);
  }
  const oldest = oldestReadable[opType] ?? 0;
  if (opset < oldest)
    throw unsupported(node, `is supported from opset ${oldest} on, the model has ${opset}.`);
  const changed = newForms[opType] ?? Infinity;
  if (opset < changed) return;
  throw unsupported(
    node,
    `has a form of opset ${changed} that opset ${workingOpset} does not know. Export "${name}" with opset ${workingOpset}.`,
  );
}

const unsupported = ({ opType, name }: Node, why: string): CamlineError =>
  new CamlineError('MODEL_UNSUPPORTED', `Operation ${opType} (node "${name}") ${why}`);
