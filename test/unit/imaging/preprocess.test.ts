import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runDefaults } from '../../../src/config/defaults.ts';
import { imagenetCard } from '../../../src/config/imagenetCard.ts';
import { resizeFilters } from '../../../src/config/modelCard.ts';
import { decodeImage } from '../../../src/imaging/decode.ts';
import { overlay } from '../../../src/imaging/overlay.ts';
import { normalise, preprocess } from '../../../src/imaging/preprocess.ts';
import { noise } from './noise.ts';

const card = imagenetCard('net', { width: 224, height: 224 });
const pil = JSON.parse(readFileSync('test/fixtures/imaging/pil.json', 'utf8')) as {
  photos: Record<string, Record<string, string>>;
};
/** The map of test/fixtures/imaging/pil.py. */
const heatmap = Float32Array.from({ length: 224 * 224 }, (_, index) => (index % 510) / 509);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each(Object.entries(pil.photos))(
  '%s: decoded, cropped and overlaid as PIL and NumPy do, in every byte',
  async (name, expected) => {
    const photo = await decodeImage(readFileSync(`samples/${name}`), {
      ...runDefaults,
      exifOrientation: false,
    });
    const received: Record<string, string> = { decoded: sha256(photo.data) };
    for (const filter of resizeFilters) {
      const { crop } = preprocess(photo, { ...card, resize: { ...card.resize, filter } });
      received[filter] = sha256(crop.data);
      if (filter === 'bilinear') received['overlay'] = sha256(overlay(heatmap, crop).data);
    }
    expect(received).toEqual(expected);
  },
);

test('values are (byte / 255 - mean) / std in float32, one plane a colour', () => {
  const crop = noise(5, 4);
  const { data, shape } = normalise(crop, card);
  expect(shape).toEqual([3, 4, 5]);
  for (let colour = 0; colour < 3; colour++) {
    for (let pixel = 0; pixel < 20; pixel++) {
      const value = (crop.data[pixel * 3 + colour]! / 255 - card.mean[colour]!) / card.std[colour]!;
      expect(data[colour * 20 + pixel]).toBeCloseTo(value, 6);
    }
  }
});

test('bgr turns the planes round, mean and std go with the network', () => {
  const crop = noise(3, 2);
  const { data } = normalise(crop, { channels: 'bgr', mean: [0.4, 0.5, 0.6], std: [1, 2, 4] });
  expect(data[0]).toBeCloseTo(crop.data[2]! / 255 - 0.4, 6);
  expect(data[6]).toBeCloseTo((crop.data[1]! / 255 - 0.5) / 2, 6);
  expect(data[12]).toBeCloseTo((crop.data[0]! / 255 - 0.6) / 4, 6);
});

test('grey is what PIL makes of red, green and blue, to the byte', () => {
  const colours = [
    0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 200, 100, 50, 7, 250, 133, 254, 1, 127,
  ];
  const crop = { data: Uint8Array.from(colours), width: 3, height: 3 };
  const { data, shape } = normalise(crop, { channels: 'grey', mean: [0], std: [1 / 255] });
  expect(shape).toEqual([1, 3, 3]);
  // Image.convert('L') of Pillow.
  expect([...data].map(Math.round)).toEqual([0, 255, 76, 150, 29, 2, 124, 164, 91]);
});

test('the crop stays red, green, blue for the overlay, and the photograph keeps its size', () => {
  const photo = noise(300, 260);
  const rgb = preprocess(photo, card);
  const bgr = preprocess(photo, { ...card, channels: 'bgr' });
  expect(bgr.crop.data).toEqual(rgb.crop.data);
  expect(rgb).toMatchObject({ width: 300, height: 260 });
  expect(rgb.crop).toMatchObject({ width: 224, height: 224 });
  expect(rgb.tensor.shape).toEqual([3, 224, 224]);
});

test('a single pixel fills the whole input', () => {
  const { crop } = preprocess({ data: Uint8Array.from([10, 20, 30]), width: 1, height: 1 }, card);
  expect(new Set(crop.data)).toEqual(new Set([10, 20, 30]));
});
