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

let table: Float32Array | null = null;

/** Every half-precision number by its bits. */
const halves = (): Float32Array =>
  (table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => half(bits)));

/** Sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
