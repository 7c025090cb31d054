import { CamlineError } from '../../../errors.ts';
import type { Graph, Node } from '../ir/graph.ts';
import { workingOpset } from '../ir/opset.ts';
import { fusedDomain, isKnownFusion } from './fusions.ts';
import { lifts } from './lifts.ts';
import { lowerings } from './lowerings.ts';
import { unsupported } from './unsupported.ts';

/**
 * Rewrites every operation into its form of opset 20. Throws MODEL_UNSUPPORTED, naming the operation, for one whose old
 * or new form has no equal there, and for operations outside ONNX's own set, known fusions excepted.
 */
export function liftOpset(graph: Graph, opset: number): boolean {
  if (opset < oldestOpset) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `The model is written in opset ${opset}; ${oldestOpset} or later is needed. Export it again with a newer opset, ` +
        'or convert it with onnx.version_converter.convert_version(model, 12).',
    );
  }
  const changes = [...graph.nodes].map((node) => liftNode(graph, node, opset));
  return changes.includes(true);
}

/** Broadcasting became what it is today. */
const oldestOpset = 7;

function liftNode(graph: Graph, node: Node, opset: number): boolean {
  refuse(node, opset);
  if (node.domain !== '') return false;
  let changed = false;
  for (const branch of node.branches()) changed = liftOpset(branch, opset) || changed;
  for (const { below, lift } of lifts[node.opType] ?? []) {
    if (opset >= below) continue;
    lift(graph, node);
    changed = true;
  }
  const lowering = lowerings[node.opType];
  if (lowering === undefined || opset < lowering.from) return changed;
  lowering.lower(graph, node);
  return true;
}

function refuse(node: Node, opset: number): void {
  const { opType, domain } = node;
  if (domain === fusedDomain && isKnownFusion(opType)) return;
  if (domain !== '') throw unsupported(node, domainAdvice[domain] ?? foreign);
  const newest = newForms[opType];
  if (newest !== undefined && opset >= newest) {
    throw unsupported(
      node,
      `has a form of opset ${newest} that is not supported. Export the network with opset ${workingOpset}.`,
    );
  }
  const refusal = refusals[opType]?.(node);
  if (refusal !== undefined) throw unsupported(node, refusal);
}

const foreign = "is no operation of ONNX's own set. Export the network without custom operations.";

const domainAdvice: Readonly<Record<string, string>> = {
  [fusedDomain]: fusedAdvice(),
  'com.microsoft.nchwc': fusedAdvice(),
  'ai.onnx.ml': 'belongs to classical machine learning (trees, tables), which has no maps.',
  'org.pytorch.aten': 'is PyTorch\'s own, left in by operator_export_type=ONNX_ATEN. Export the network without it.',
};
