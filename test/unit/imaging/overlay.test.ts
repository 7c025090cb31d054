import { expect, test } from 'vitest';
import { colourMap } from '../../../src/imaging/colourMap.ts';
import type { RgbImage } from '../../../src/imaging/decode.ts';
import { heatmapBytes } from '../../../src/imaging/heatmapBytes.ts';
import { overlay } from '../../../src/imaging/overlay.ts';
import { noise } from './noise.ts';

const heatmapOf = (width: number, height: number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, index) => Math.abs(Math.sin(index * 0.37)));

/** Straight from the words: in exact fractions of 510 and of the maximum. */
function slowOverlay(
  heatmap: Float32Array,
  crop: RgbImage,
  imageWeight: number,
  palette: Uint8Array,
): number[] {
  const mixed = [...crop.data].map((value, index) => {
    const byte = Math.trunc(255 * heatmap[Math.floor(index / 3)]!);
    return (1 - imageWeight) * palette[byte * 3 + (index % 3)]! + imageWeight * value;
  });
  const maximum = Math.max(...mixed);
  return mixed.map((value) => (255 * value) / maximum);
}

test.each([
  ['jet', 0.5],
  ['viridis', 0.5],
  ['turbo', 0.3],
] as const)('%s, photograph %f: mixed, divided by the maximum, cut down', (colours, imageWeight) => {
  const crop = noise(32, 24);
  const heatmap = heatmapOf(32, 24);
  const { data, width, height } = overlay(heatmap, crop, { colours, imageWeight });
  expect([width, height]).toEqual([32, 24]);
  slowOverlay(heatmap, crop, imageWeight, colourMap(colours)).forEach((value, index) => {
    // Float32 may fall just below a whole number that is exact in fractions.
    const nearWhole = Math.abs(value - Math.round(value)) < 1e-4;
    const allowed = nearWhole ? [Math.round(value) - 1, Math.round(value)] : [Math.trunc(value)];
    expect(allowed, `value ${value} at ${index}`).toContain(data[index]);
  });
});

test('the brightest colour of the picture becomes 255', () => {
  const dark = noise(16, 16).data.map((value) => value >> 3);
  const { data } = overlay(new Float32Array(256), { data: dark, width: 16, height: 16 });
  expect(Math.max(...data)).toBe(255);
});

test('a flat map over black is the lowest colour, and black over black stays black', () => {
  const black = { data: new Uint8Array(12), width: 2, height: 2 };
  expect([...overlay(new Float32Array(4), black).data]).toEqual([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255]);
  const nothing = overlay(new Float32Array(4), black, { colours: 'jet', imageWeight: 1 });
  expect([...nothing.data]).toEqual(Array(12).fill(0));
});

test('heatmap bytes are cut down, not rounded', () => {
  expect([...heatmapBytes(Float32Array.from([0, 0.5, 0.999, 1, 0.0039]))]).toEqual([0, 127, 254, 255, 0]);
});
