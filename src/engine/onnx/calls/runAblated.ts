import type { Tensor } from '../../../tensor/tensor.ts';
import type { AblatedGraph } from '../graphs/ablatedGraph.ts';
import type { Value } from '../ir/graph.ts';
import type { SessionTensor } from '../sessions/session.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, int64, joinRows, halvingPieces } from './rows.ts';
import { imagesOf, type Kept } from './runForward.ts';
import type { Opened } from './sessionCache.ts';

export interface Ablation {
  /** Image of the forward pass. */
  readonly image: number;
  readonly channels: readonly number[];
  readonly classes: readonly number[];
}

/** Logits [channels, classes] without each channel, `chunk` channels a run. */
export async function runAblated(
  { derived, session }: Opened<AblatedGraph>,
  kept: ReadonlyMap<Value, Kept>,
  { image, channels, classes }: Ablation,
  chunk: number,
): Promise<Tensor> {
  const same: Record<string, SessionTensor> = { [derived.classes.name]: int64(classes) };
  for (const [value, input] of derived.frontier) {
    same[input.name] = imagesOf(kept.get(value)!, { from: image, to: image + 1 });
  }
  const parts = await inOrder(halvingPieces(channels.length, chunk), async ({ from, to }) => {
    const results = await session.run({ ...same, [derived.channels.name]: int64(channels.slice(from, to)) });
    return results[derived.scores.name]!;
  });
  return asTensor(joinRows(parts), derived.scores.name);
}
