import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** `count` numbers uniform in [0, 1), the same for the same seed on every machine. */
export function uniforms(seed: number, count: number): Float64Array {
  const generator = xoroshiro128plus(seed);
  return Float64Array.from({ length: count }, () => uniformFloat64(generator));
}

/** `count` numbers of the standard normal distribution (Box & Muller 1958), the same for the same seed. */
export function normals(seed: number, count: number): Float64Array {
  const pairs = uniforms(seed, 2 * Math.ceil(count / 2));
  return Float64Array.from({ length: count }, (_, index) => {
    const first = pairs[index - (index % 2)]!;
    const angle = 2 * Math.PI * pairs[index - (index % 2) + 1]!;
    return Math.sqrt(-2 * Math.log(1 - first)) * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}
