/**
 * CMYK to RGB without a colour profile, as PIL converts: colour = (255 - ink) (255 - black) / 255, rounded.
 *
 * @param data interleaved, 0 = no ink; channels after the fourth (alpha) are ignored
 * @returns [n, 3]
 */
export function cmykToRgb(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let pixel = 0; pixel < count; pixel++) {
    const light = 255 - data[pixel * channels + 3]!;
    for (let colour = 0; colour < 3; colour++) {
      const ink = data[pixel * channels + colour]!;
      rgb[pixel * 3 + colour] = Math.round(((255 - ink) * light) / 255);
    }
  }
  return rgb;
}
