import type { Tensor } from '../../../tensor/tensor.ts';
import type { MaskedGraph } from '../graphs/maskedGraph.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, float32, int64, joinRows, halvingPieces, rowsOf } from './rows.ts';
import type { Opened } from './sessionCache.ts';

/** Logits [m, classes] of `image` [C, H, W] under `maps` [m, h, w], `chunk` maps a run. */
export async function runMasked(
  { derived, session }: Opened<MaskedGraph>,
  image: Tensor,
  maps: Tensor,
  classes: readonly number[],
  chunk: number,
): Promise<Tensor> {
  const [count = 0, rows = 0, columns = 0] = maps.shape;
  const masks = float32({ data: maps.data, shape: [count, 1, rows, columns] });
  const same = {
    [derived.image.name]: float32({ data: image.data, shape: [1, ...image.shape] }),
    [derived.classes.name]: int64(classes),
  };
  const parts = await inOrder(halvingPieces(count, chunk), async (range) => {
    const results = await session.run({ ...same, [derived.maps.name]: rowsOf(masks, range) });
    return results[derived.scores.name]!;
  });
  return asTensor(joinRows(parts), derived.scores.name);
}
