/**
 * Loops over pixels with SIMD; AssemblyScript, made into `src/imaging/kernel/kernelBytes.ts` by `npm run wasm`. Each has a plain
 * twin in `src/imaging` that gives the same bytes: sums of whole numbers are int32 and wrap, float32 is rounded after each step.
 * Addresses and strides are in bytes.
 */

const weightBits: i32 = 22;
const half: i32 = 1 << (weightBits - 1);

/** Four sums of weighted bytes as four bytes. */
function bytesOf(sums: v128): i32 {
  const words = i16x8.narrow_i32x4_s(i32x4.shr_s(sums, weightBits), i32x4.splat(0));
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
}

/**
 * Horizontal pass: rows of `stride` bytes, three a pixel, into rows of `width` pixels without a gap. Reads one byte, and writes
 * one, beyond the last pixel.
 *
 * @param first for each column of the result the offset of its first pixel within a row (int32)
 * @param count for each column how many pixels it is made of (int32)
 * @param weights for each column `taps` weights (int32)
 */
export function resizeColumns(
  source: usize,
  stride: usize,
  rows: i32,
  first: usize,
  count: usize,
  weights: usize,
  taps: usize,
  width: i32,
  target: usize,
): void {
  let to = target;
  for (let row = 0; row < rows; row++) {
    const start = source + <usize>row * stride;
    for (let column: usize = 0; column < <usize>width; column++) {
      let from = start + load<u32>(first + (column << 2));
      let weight = weights + ((column * taps) << 2);
      const end = weight + (load<u32>(count + (column << 2)) << 2);
      let sums = i32x4.splat(half);
      for (; weight < end; weight += 4, from += 3) {
        const words = i16x8.extend_low_i8x16_u(v128.load32_zero(from));
        const pixel = i32x4.extend_low_i16x8_u(words);
        sums = i32x4.add(sums, i32x4.mul(pixel, v128.load32_splat(weight)));
      }
      store<i32>(to, bytesOf(sums));
      to += 3;
    }
  }
}

/**
 * One row of the vertical pass: `count` rows of `length` bytes, which follow each other, weighted and added up. Works on sixteen
 * bytes at a time: reads, and writes, up to fifteen beyond the end.
 *
 * @param weights `count` weights (int32)
 */
export function addRows(source: usize, length: usize, weights: usize, count: usize, target: usize): void {
  const end = weights + (count << 2);
  for (let at: usize = 0; at < length; at += 16) {
    let first = i32x4.splat(half);
    let second = first;
    let third = first;
    let fourth = first;
    let from = source + at;
    for (let weight = weights; weight < end; weight += 4, from += length) {
      const share = v128.load32_splat(weight);
      const bytes = v128.load(from);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      first = i32x4.add(first, i32x4.mul(i32x4.extend_low_i16x8_u(low), share));
      second = i32x4.add(second, i32x4.mul(i32x4.extend_high_i16x8_u(low), share));
      third = i32x4.add(third, i32x4.mul(i32x4.extend_low_i16x8_u(high), share));
      fourth = i32x4.add(fourth, i32x4.mul(i32x4.extend_high_i16x8_u(high), share));
    }
    const low = i16x8.narrow_i32x4_s(i32x4.shr_s(first, weightBits), i32x4.shr_s(second, weightBits));
    const high = i16x8.narrow_i32x4_s(i32x4.shr_s(third, weightBits), i32x4.shr_s(fourth, weightBits));
    v128.store(target + at, i8x16.narrow_i16x8_u(low, high));
  }
}

/**
 * Photograph and heat, mixed: float32 of red, green, blue and 0 for each pixel. Reads one byte beyond the last pixel.
 *
 * @param heat a byte for each pixel
 * @param colours for each of the 256 bytes its colour times its share of the mix: four float32, the last 0
 * @param share of the photograph
 * @returns the largest value
 */
export function mix(
  heat: usize,
  picture: usize,
  pixels: usize,
  colours: usize,
  share: f32,
  mixed: usize,
): f32 {
  const white = f32x4.splat(255);
  const shares = f32x4.splat(share);
  const threeColours = i32x4(-1, -1, -1, 0);
  let most = f32x4.splat(0);
  for (let pixel: usize = 0; pixel < pixels; pixel++) {
    const words = i16x8.extend_low_i8x16_u(v128.load32_zero(picture + pixel * 3));
    const bytes = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
    const photo = f32x4.mul(shares, f32x4.div(bytes, white));
    const colour = v128.load(colours + ((<usize>load<u8>(heat + pixel)) << 4));
    const value = v128.and(f32x4.add(colour, photo), threeColours);
    v128.store(mixed + (pixel << 4), value);
    most = f32x4.pmax(most, value);
  }
  return max(f32x4.extract_lane(most, 0), max(f32x4.extract_lane(most, 1), f32x4.extract_lane(most, 2)));
}

/** 255 × mixed / maximum as bytes, cut down to whole numbers, three a pixel. Writes one byte beyond the last pixel. */
export function mixedBytes(mixed: usize, pixels: usize, maximum: f32, target: usize): void {
  const white = f32x4.splat(255);
  const most = f32x4.splat(maximum);
  for (let pixel: usize = 0; pixel < pixels; pixel++) {
    const value = f32x4.mul(white, f32x4.div(v128.load(mixed + (pixel << 4)), most));
    const whole = i32x4.trunc_sat_f32x4_s(value);
    const words = i16x8.narrow_i32x4_s(whole, whole);
    store<i32>(target + pixel * 3, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0));
  }
}
