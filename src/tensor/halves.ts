let table: Float32Array | null = null;

/** Every half-precision number by its bits. */
export const halves = (): Float32Array =>
  (table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => half(bits)));

/** Sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
