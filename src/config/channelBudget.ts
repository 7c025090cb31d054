/** How many channels ScoreCAM may score: part of what a run is, since it changes the maps. */
import { z } from 'zod';

const expected = 'expected { top: N } or { share: x }';
const whole = 'expected a whole number from 1 on';
const share = 'expected a number between 0 and 1';

/**
 * Channels in the order of their standard deviation, largest first; the others get no weight. `top`: that many. `share`: chunk
 * by chunk, until one adds less than this share of the softmax weight so far.
 */
export const channelBudgetSchema = z.union(
  [
    z.strictObject({ top: z.int(whole).positive(whole) }),
    z.strictObject({ share: z.number(share).gt(0, share).lt(1, share) }),
  ],
  expected,
);
export type ChannelBudget = z.infer<typeof channelBudgetSchema>;

/** `--channels adaptive`: Spearman's rank correlation with the exact map is 0.995 or more on every photograph of samples/. */
export const adaptiveShare = 0.08;

/** As it is typed: "top:160", "adaptive:0.08". */
export const budgetText = (budget: ChannelBudget): string =>
  'top' in budget ? `top:${budget.top}` : `adaptive:${budget.share}`;
