import type { Tensor } from '../tensor/tensor.ts';

/** Mean activation over channels, [h * w]: what the sign of a principal component is turned towards. */
export function meanMap(activations: Tensor): Float32Array {
  const [channels = 0] = activations.shape;
  const positions = activations.data.length / channels;
  const sum = new Float64Array(positions);
  for (let start = 0; start < activations.data.length; start += positions)
    for (let index = 0; index < positions; index++) sum[index]! += activations.data[start + index]!;
  return Float32Array.from(sum, (value) => value / channels);
}
