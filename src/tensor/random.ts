import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The generator's state holds the seed as it is: its first numbers are much alike for seeds that are. */
const drawsThrownAway = 16;

/** `count` numbers uniform in [0, 1), the same for the same seed on every machine; seeds in a row are independent. */
export function uniforms(seed: number, count: number): Float64Array {
  const generator = xoroshiro128plus(mixed(seed));
  for (let draw = 0; draw < drawsThrownAway; draw++) uniformFloat64(generator);
  return Float64Array.from({ length: count }, () => uniformFloat64(generator));
}

/** Every bit of the result depends on every bit of `seed`: the finaliser of MurmurHash3 (Appleby, 2011), 32 bits. */
function mixed(seed: number): number {
  let bits = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
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
