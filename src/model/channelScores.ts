/** Which channels ScoreCAM scores, and in what order; the scores themselves come from the engine. */
import type { ChannelBudget } from '../config/channelBudget.ts';
import { softmax } from '../tensor/softmax.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import { ranges } from './batches.ts';

/** A channel whose map is the mask, or null for a mask that lets nothing through. */
export type Mask = number | null;

/** Logits [masks, classes] of one image. */
export type ScoreMasks = (masks: readonly Mask[]) => Promise<Tensor>;

/** Channels from one decision to the next where the budget is a share. It decides about bytes, so it is no setting. */
export const budgetChunk = 24;

/**
 * Logits under each channel's mask, [C] for each class; -Infinity (no weight) for channels that the budget leaves out. A
 * constant channel masks everything out, so all of them share one score, and still count in the softmax. With a budget they
 * come after the others: one that is not used up gives all scores.
 *
 * @param activations A of one image, [C, h, w]
 */
export async function channelScores(
  activations: Tensor,
  classes: number,
  budget: ChannelBudget | null,
  scoreMasks: ScoreMasks,
): Promise<Float32Array[]> {
  const channels = Array.from({ length: activations.shape[0]! }, (_, channel) => channel);
  const deviations = channels.map((channel) => deviation(item(activations, channel).data));
  const [live, flat] = [
    channels.filter((at) => deviations[at]! > 0),
    channels.filter((at) => deviations[at] === 0),
  ];
  const ordered = budget === null ? live : live.toSorted((a, b) => deviations[b]! - deviations[a]! || a - b);
  const masks: Mask[] = flat.length === 0 ? ordered : [...ordered, null];
  const rows = Array.from({ length: classes }, () => new Float32Array(channels.length).fill(-Infinity));
  const score = async (some: readonly Mask[]): Promise<void> => {
    const scores = await scoreMasks(some);
    some.forEach((mask, at) => {
      for (const channel of mask === null ? flat : [mask])
        rows.forEach((row, column) => (row[channel] = scores.data[at * classes + column]!));
    });
  };
  if (budget !== null && 'share' in budget) await scoreByChunks(masks, rows, budget.share, score);
  else await score(masks.slice(0, budget?.top));
  return rows;
}

/** Until a chunk adds less than `share` of the softmax weight so far, for every class. */
async function scoreByChunks(
  masks: readonly Mask[],
  rows: readonly Float32Array[],
  share: number,
  score: (some: readonly Mask[]) => Promise<void>,
): Promise<void> {
  for (const [from, to] of ranges(masks.length, budgetChunk)) {
    const before = rows.map((row) => row.slice());
    await score(masks.slice(from, to));
    const added = rows.map((row, column) =>
      softmax(row).reduce(
        (sum, weight, channel) => sum + (before[column]![channel] === -Infinity ? weight : 0),
        0,
      ),
    );
    if (added.every((weight) => weight < share)) return;
  }
}

/** Standard deviation; exactly 0 where all values are the same, and only there. */
function deviation(map: Float32Array): number {
  if (map.every((value) => value === map[0])) return 0;
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
  const variance = map.reduce((sum, value) => sum + (value - mean) ** 2, 0) / map.length;
  return Math.sqrt(variance) || Number.MIN_VALUE;
}
