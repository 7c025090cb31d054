import type { Graph, Node } from '../ir/graph.ts';
import { lookUp } from '../ir/lookUp.ts';
import { workingOpset } from '../ir/opset.ts';
import { fusedDomain, isKnownFusion } from './fusions.ts';
import { lifts } from './lifts.ts';
import { lowerings } from './lowerings.ts';
import { newForms, refusals } from './refusals.ts';
import { unsupported } from './unsupported.ts';

/**
 * Rewrites every operation into its form of opset 20. Throws MODEL_UNSUPPORTED, naming the operation, for one whose old
 * or new form has no equal there, and for operations outside ONNX's own set, known fusions excepted.
 */
export function liftOpset(graph: Graph, opset: number): boolean {
  const changes = [...graph.nodes].map((node) => liftNode(graph, node, opset));
  return changes.includes(true);
}

function liftNode(graph: Graph, node: Node, opset: number): boolean {
  refuse(node, opset);
  if (node.domain !== '') return false;
  let changed = false;
  for (const branch of node.branches()) changed = liftOpset(branch, opset) || changed;
  for (const { below, lift } of lookUp(lifts, node.opType) ?? []) {
    if (opset >= below) continue;
    lift(graph, node);
    changed = true;
  }
  const lowering = lookUp(lowerings, node.opType);
  if (lowering === undefined || opset < lowering.from) return changed;
  lowering.lower(graph, node);
  return true;
}

function refuse(node: Node, opset: number): void {
  const { opType, domain } = node;
  const refusal = lookUp(refusals, opType)?.(node);
  if (refusal !== undefined) throw unsupported(node, refusal);
  if (domain === fusedDomain && isKnownFusion(opType)) return;
  if (domain !== '') throw unsupported(node, lookUp(domains, domain) ?? foreign);
  const newest = lookUp(newForms, opType);
  if (newest === undefined || opset < newest) return;
  const advice = `Export the network with opset ${workingOpset}.`;
  throw unsupported(node, `has a form of opset ${newest} that is not supported. ${advice}`);
}

const foreign = "is none of ONNX's own. Export the network without custom operations.";
const fused =
  'is one of ONNX Runtime\'s own. Save the network without its optimisation (level "basic"), or export it again.';

const domains: Readonly<Record<string, string>> = {
  [fusedDomain]: fused,
  'com.microsoft.nchwc': fused,
  'ai.onnx.ml': 'belongs to classical machine learning (trees, tables), which has no maps.',
  'org.pytorch.aten': "is PyTorch's own. Export the network without operator_export_type.",
};
