/** Pseudo-random images, the same on every machine: what a network is measured and verified with. */
import { elementCount } from '../../../tensor/tensor.ts';
import type { SessionTensor } from '../sessions/session.ts';

/** float32 in -1 … 1 (Lehmer's generator with modulus 2^31 - 1). */
export function noise(shape: readonly number[], seed = 1): SessionTensor & { readonly type: 'float32' } {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  const data = Float32Array.from({ length: elementCount(shape) }, () => {
    state = (state * 48_271) % modulus;
    return (2 * state) / modulus - 1;
  });
  return { type: 'float32', data, shape };
}
