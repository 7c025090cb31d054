/**
 * Inputs at a distance of float32 rounding, for answers that stand at a kink of the network. In mini_resnet, for one, the
 * input of the ReLU behind layer4.0.conv1 (channel 66, position 17 of image 0) is +2.5e-7 in float64, +5.7e-7 in PyTorch
 * and -6.9e-7 or -1.3e-6 in ONNX Runtime; its terms have magnitudes of 6.3 in all. In mini_vgg two windows of the last
 * max-pooling hold maxima that differ in their last bit.
 */
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
