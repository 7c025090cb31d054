import { uniforms } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** A map of uniform values in 0..1, rounded to `steps` levels where given: ties. */
export function seededMap(rows: number, columns: number, seed: number, steps = Infinity): Tensor {
  const data = Float32Array.from(uniforms(seed, rows * columns), (value) =>
    steps === Infinity ? value : Math.round(value * steps) / steps,
  );
  return { data, shape: [rows, columns] };
}
