/**
 * Inputs at a distance of float32 rounding, for answers that stand at a kink of the network.
 *
 * In mini_resnet the input of the ReLU behind layer4.0.conv1 (channel 66, position 17 of image 0) is +2.5e-7 in float64; its
 * terms have magnitudes of 6.3 in all. PyTorch on the network's own weights gets +5.7e-7, ONNX Runtime -6.9e-7 or -1.3e-6,
 * and PyTorch on the weights of the exported file, where batch norm is folded, -4.6e-6: it then misses its own golden maps of
 * Grad-CAM at layer3, layer2.0 and layer1.1 by the same 2.2e-4, 2.6e-4 and 1.6e-3 as we do. No engine can know better than
 * the file.
 *
 * In mini_vgg two windows of the last max-pooling hold maxima that differ in their last bit. Without ONNX Runtime's blocked
 * layout (optimisation "extended") its fourteen cases and the one of mini_densenet meet the gate for the golden's own input;
 * but EfficientNet-Lite0 then takes three times as long (7 and 22 ms an image, measured), so that the layout stays.
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
