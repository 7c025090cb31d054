/** Weights of the convolution that carries a gradient back. */

/**
 * Kernel rotated by half a turn and channels in and out swapped, within each group:
 * W [M, C/groups, …kernel] becomes V [C, M/groups, …kernel] with V[c, m, k] = W[m, c, K - 1 - k].
 */
export function rotatedWeights(
  weights: Float32Array,
  shape: readonly number[],
  groups: number,
): Float32Array {
  const [outputs = 0, inputsInGroup = 0, ...kernel] = shape;
  const taps = kernel.reduce((product, size) => product * size, 1);
  const outputsInGroup = outputs / groups;
  const rotated = new Float32Array(weights.length);
  for (let output = 0; output < outputs; output++) {
    const group = Math.floor(output / outputsInGroup);
    for (let input = 0; input < inputsInGroup; input++) {
      const from = (output * inputsInGroup + input) * taps;
      const to = ((group * inputsInGroup + input) * outputsInGroup + (output % outputsInGroup)) * taps;
      for (let tap = 0; tap < taps; tap++) rotated[to + taps - 1 - tap] = weights[from + tap]!;
    }
  }
  return rotated;
}
