import type { Graph } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { openSession, type SessionTensor } from '../../../../../../src/engine/onnx/sessions/session.ts';
import type { Tensor } from '../../../../../../src/tensor/tensor.ts';

/** Runs `graph` once; feeds in the order of its inputs, results in the order of its outputs. */
export async function runGraph(graph: Graph, feeds: readonly SessionTensor[]): Promise<SessionTensor[]> {
  const session = await openSession(graph, { threads: 1, optimise: true });
  try {
    const given = Object.fromEntries(graph.inputs.map((input, index) => [input.name, feeds[index]!]));
    const results = await session.run(given);
    return graph.outputs.map((output) => results[output.name]!);
  } finally {
    await session.close();
  }
}

export const float32 = ({ data, shape }: Tensor): SessionTensor => ({ type: 'float32', data, shape });

export const int64 = (...values: number[]): SessionTensor => ({
  type: 'int64',
  data: BigInt64Array.from(values, BigInt),
  shape: [values.length],
});

/** The only result that a test wants, which must be float32. */
export function onlyFloats(results: readonly SessionTensor[]): Tensor {
  const [result] = results;
  if (result?.type !== 'float32') throw new Error(`expected float32, received ${result?.type}`);
  return { data: result.data, shape: result.shape };
}
