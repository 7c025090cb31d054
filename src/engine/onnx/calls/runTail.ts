import type { Tensor } from '../../../tensor/tensor.ts';
import { pieces } from '../../calls/pieces.ts';
import type { TailGraph } from '../graphs/tailGraph.ts';
import type { Value } from '../ir/graph.ts';
import type { SessionTensor } from '../sessions/session.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, float32, joinRows, repeatedRows, rowsOf } from './rows.ts';
import { imagesOf, type Kept } from './runForward.ts';
import type { Opened } from './sessionCache.ts';

export interface Replacement {
  /** Image of the forward pass. */
  readonly image: number;
  readonly layer: Value;
  /** What stands for the layer's tensor, m copies in its own layout. */
  readonly copies: Tensor;
}

/** Logits [m, K] of copies of one image with other values at the layer, `chunk` copies a run. */
export async function runTail(
  { derived, session }: Opened<TailGraph>,
  kept: ReadonlyMap<Value, Kept>,
  { image, layer, copies }: Replacement,
  chunk: number,
): Promise<Tensor> {
  const all = float32(copies);
  const parts = await inOrder(pieces(copies.shape[0]!, chunk), async (range) => {
    const feeds: Record<string, SessionTensor> = {};
    for (const [value, input] of derived.frontier) {
      const { rowsPerImage } = kept.get(value)!;
      const ofImage = imagesOf(kept.get(value)!, { from: image, to: image + 1 });
      const count = rowsPerImage === 'shared' ? 1 : range.to - range.from;
      feeds[input.name] = value === layer ? rowsOf(all, range) : repeatedRows(ofImage, count);
    }
    return (await session.run(feeds))[derived.logits.name]!;
  });
  return asTensor(joinRows(parts), derived.logits.name);
}
