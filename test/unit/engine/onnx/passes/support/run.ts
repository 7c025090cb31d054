import type { Graph } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { openSession, type SessionTensor } from '../../../../../../src/engine/onnx/sessions/session.ts';

/** Outputs of the graph by name. */
export async function run(graph: Graph, feed: SessionTensor): Promise<Record<string, SessionTensor>> {
  const session = await openSession(graph, { threads: 2, optimise: true });
  const results = await session.run({ [graph.inputs[0]!.name]: feed });
  await session.close();
  return results;
}
