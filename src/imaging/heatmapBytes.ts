/** A finished map in 0..1 as bytes, cut down to whole numbers: the stored heatmap and the overlay's colour index are one. */
export function heatmapBytes(heatmap: Float32Array): Uint8Array {
  const bytes = new Uint8Array(heatmap.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.fround(255 * heatmap[index]!);
  return bytes;
}
