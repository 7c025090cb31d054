/** Inputs at a distance of float32 rounding, for answers that stand at a kink of the network. */
import type { Tensor } from '../../src/tensor/tensor.ts';

/** Largest change of a normalised input value. */
export const nudge = 1e-6;
export const nudges = 24;

/** The input itself for attempt 0; else the input with seeded noise of at most `nudge`. */
export function nudged(input: Tensor, attempt: number): Tensor {
  if (attempt === 0) return input;
  let state = attempt;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return { data: input.data.map((value) => value + nudge * random()), shape: input.shape };
}
