import type { Tensor } from '../../../tensor/tensor.ts';
import { pieces } from '../../calls/pieces.ts';
import type { Graph, Value } from '../ir/graph.ts';
import type { SessionTensor } from '../sessions/session.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, float32, joinRows, rowsOf } from './rows.ts';
import { imagesOf, type Kept } from './runForward.ts';
import type { Opened } from './sessionCache.ts';

/** A graph that goes back from the logits, on what a forward pass left. */
export interface Backward {
  readonly graph: Graph;
  /** From tensors of the model to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
}

/**
 * `result` for all images of the forward pass that left `kept`, `batch` images a run.
 *
 * @param given what callers give for each image (seed, vector), n rows each
 */
export async function runBackward(
  { derived, session }: Opened<Backward>,
  kept: ReadonlyMap<Value, Kept>,
  given: readonly (readonly [input: Value, rows: Tensor])[],
  result: Value,
  batch: number,
): Promise<Tensor> {
  const parts = await inOrder(pieces(given[0]![1].shape[0]!, batch), async (range) => {
    const feeds: Record<string, SessionTensor> = {};
    for (const [input, rows] of given) feeds[input.name] = rowsOf(float32(rows), range);
    for (const [value, input] of derived.frontier) feeds[input.name] = imagesOf(kept.get(value)!, range);
    const results = await session.run(feeds);
    return results[result.name]!;
  });
  return asTensor(joinRows(parts), result.name);
}
