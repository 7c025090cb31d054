import type { Graph, Value } from '../ir/graph.ts';
import { fusedDomain, fusions } from './fusions.ts';
import { measure, type Probe } from './measure.ts';
import { rewrite } from './rewrite.ts';

/** Writes fused operations in ONNX's own; some need to know how many axes their inputs have, which is measured. */
export async function settleFusions(
  graph: Graph,
  batches: readonly number[],
  threads: number,
): Promise<boolean> {
  const fused = graph.nodes.filter(({ domain }) => domain === fusedDomain);
  if (fused.length === 0) return false;
  const { probes } = await measure(graph, batches.slice(0, 1), threads);
  const rankOf = (value: Value): number => rank(value, probes[0]!);
  for (const node of fused) rewrite(graph, node, (to) => fusions[node.opType]!(node, to, rankOf));
  return true;
}

function rank(value: Value, { shapes, values }: Probe): number {
  const shape = value.shape ?? shapes.get(value.name) ?? values.get(value.name)?.shape;
  return shape?.length ?? 0;
}
