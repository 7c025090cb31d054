/** Colour maps: 256 colours [256, 3], looked up by a heatmap's byte. */
import { unknownName } from '../errors.ts';
import { inferno, turbo, viridis } from './colourTables.ts';

export const colourMapNames = ['jet', 'viridis', 'inferno', 'turbo'] as const;
export type ColourMapName = (typeof colourMapNames)[number];

const colourMaps: Readonly<Record<ColourMapName, Uint8Array>> = { jet: jet(), viridis, inferno, turbo };

export function colourMap(name: string): Uint8Array {
  if (isColourMap(name)) return colourMaps[name];
  throw unknownName('CONFIG_INVALID', 'colour map', name, colourMapNames);
}

const isColourMap = (name: string): name is ColourMapName => Object.hasOwn(colourMaps, name);

/**
 * OpenCV's JET in integers: three ramps of slope 4, clipped; blue ends one step late.
 *
 * @source https://docs.opencv.org/4.x/d3/d50/group__imgproc__colormap.html, equal to its table in every byte
 */
function jet(): Uint8Array {
  const colours = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const red = Math.min(4 * i - 382, 1148 - 4 * i);
    const green = Math.min(4 * i - 128, 892 - 4 * i);
    const blue = i === 159 ? 1 : Math.min(4 * i + 128, 638 - 4 * i);
    colours.set([red, green, blue], i * 3);
  }
  return new Uint8Array(colours.buffer);
}
