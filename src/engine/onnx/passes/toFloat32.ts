import { halves } from '../../../tensor/halves.ts';
import type { Constant, ElementType } from '../ir/graph.ts';

/** A constant of another floating-point type with the same values; what is too large becomes the largest float32. */
export function toFloat32({ type, shape, bytes }: Constant): Constant {
  // Files need not align what they hold.
  const aligned = Uint8Array.from(bytes).buffer;
  const values = conversions[type]?.(aligned);
  if (values === undefined) throw new TypeError(`No floating-point type: ${type}`);
  return { type: 'float32', shape, bytes: new Uint8Array(values.buffer) };
}

const conversions: Partial<Record<ElementType, (bytes: ArrayBuffer) => Float32Array>> = {
  float16: (bytes) => Float32Array.from(new Uint16Array(bytes), (bits) => halves()[bits]!),
  /** The upper half of a float32. */
  bfloat16: (bytes) =>
    new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer),
  float64: (bytes) => Float32Array.from(new Float64Array(bytes), clamped),
};

const largest = (2 - 2 ** -23) * 2 ** 127;

const clamped = (value: number): number =>
  Number.isFinite(value) ? Math.max(-largest, Math.min(largest, value)) : value;
