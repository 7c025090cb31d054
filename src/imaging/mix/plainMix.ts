/** The mixing in JavaScript: where there is no kernel, and to test it by. */
const { fround } = Math;

/**
 * Colours mixed with a photograph, then divided by the largest value and cut down to bytes. Float32 after each step.
 *
 * @param heat for each pixel which colour
 * @param picture [pixels, 3]
 * @param colours [256, 3]
 * @param imageWeight share of the photograph, 0..1
 * @returns [pixels, 3]; black stays black
 */
export type Mix = (
  heat: Uint8Array,
  picture: Uint8Array,
  colours: Uint8Array,
  imageWeight: number,
) => Uint8Array;

export const plainMix: Mix = (heat, { buffer, byteOffset, length }, colours, imageWeight) => {
  const heatShare = shares(colours, 1 - imageWeight);
  const imageShare = shares(everyByte, imageWeight);
  const picture = new Uint8Array(buffer, byteOffset, length); // loops that see Node's Buffer too are slower
  const mixed = new Float32Array(length);
  let maximum = 0;
  for (let pixel = 0, at = 0; pixel < heat.length; pixel++) {
    const from = heat[pixel]! * 3;
    for (let colour = 0; colour < 3; colour++, at++) {
      const value = fround(heatShare[from + colour]! + imageShare[picture[at]!]!);
      mixed[at] = value;
      if (value > maximum) maximum = value;
    }
  }
  return toBytes(mixed, maximum);
};

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** weight * byte / 255 of each byte. */
export const shares = (bytes: Uint8Array, weight: number): Float32Array =>
  Float32Array.from(bytes, (byte) => fround(weight) * fround(byte / 255));

function toBytes(mixed: Float32Array, maximum: number): Uint8Array {
  const bytes = new Uint8Array(mixed.length);
  if (maximum === 0) return bytes;
  for (let index = 0; index < mixed.length; index++) {
    bytes[index] = fround(255 * fround(mixed[index]! / maximum));
  }
  return bytes;
}
