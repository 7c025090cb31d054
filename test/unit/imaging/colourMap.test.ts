import { expect, test } from 'vitest';
import { colourMap, colourMapNames } from '../../../src/imaging/colourMap.ts';

const colour = (name: string, index: number): number[] => [
  ...colourMap(name).subarray(index * 3, index * 3 + 3),
];

test('jet is the integer formula, with its one exception', () => {
  const clip = (value: number): number => Math.max(0, Math.min(255, value));
  for (let i = 0; i < 256; i++) {
    const expected = [
      clip(Math.min(4 * i - 382, 1148 - 4 * i)),
      clip(Math.min(4 * i - 128, 892 - 4 * i)),
      i === 159 ? 1 : clip(Math.min(4 * i + 128, 638 - 4 * i)),
    ];
    expect(colour('jet', i), `index ${i}`).toEqual(expected);
  }
});

/** Entries of OpenCV's published table. */
test.each([
  [0, [0, 0, 128]],
  [32, [0, 0, 255]],
  [96, [2, 255, 254]],
  [128, [130, 255, 126]],
  [159, [254, 255, 1]],
  [160, [255, 252, 0]],
  [255, [128, 0, 0]],
])('jet[%d] as in OpenCV', (index, expected) => {
  expect(colour('jet', index)).toEqual(expected);
});

/** First, middle and last entries as published. */
test.each([
  ['viridis', [68, 1, 84], [33, 145, 140], [253, 231, 37]],
  ['inferno', [0, 0, 4], [188, 55, 84], [252, 255, 164]],
  ['turbo', [48, 18, 59], [164, 252, 60], [122, 4, 3]],
])('%s', (name, first, middle, last) => {
  expect(colourMap(name)).toHaveLength(768);
  expect([colour(name, 0), colour(name, 128), colour(name, 255)]).toEqual([first, middle, last]);
});

test.each(['viridis', 'inferno'])('%s grows lighter from end to end', (name) => {
  const lightness = Array.from({ length: 256 }, (_, index) => {
    const [r, g, b] = colour(name, index);
    return 0.2126 * r! ** 2.2 + 0.7152 * g! ** 2.2 + 0.0722 * b! ** 2.2;
  });
  const falls = lightness.filter((value, index) => index > 0 && value < lightness[index - 1]! * 0.98);
  expect(falls).toEqual([]);
});

test('an unknown name lists the choices', () => {
  expect(() => colourMap('viridi')).toThrow(
    `Unknown colour map "viridi". Did you mean "viridis"? Choose one of: ${colourMapNames.join(', ')}.`,
  );
});
