import { expect, test } from 'vitest';
import type { ModelCard } from '../../../src/config/modelCard.ts';
import type { RgbImage } from '../../../src/imaging/decode.ts';
import { encodeOverlayJpeg } from '../../../src/imaging/encode.ts';
import { transformOf, type Transform } from '../../../src/imaging/geometry.ts';
import { networkBox } from '../../../src/imaging/networkBox.ts';
import { overlay } from '../../../src/imaging/overlay.ts';
import { cropRegion, photoGround, photoPicture } from '../../../src/imaging/photoPicture.ts';
import { noise } from './noise.ts';

const card = (side: number, size: number): Pick<ModelCard, 'input' | 'resize'> => ({
  input: { width: side, height: side },
  resize: { rule: 'shortSide', size, filter: 'bilinear' },
});

const pixel = ({ data, width }: RgbImage, x: number, y: number): number[] => [
  ...data.subarray(3 * (y * width + x)).subarray(0, 3),
];

test('where nothing was resized: the overlay of the crop in its place, the photograph itself around it', () => {
  const photo = noise(40, 30);
  const transform: Transform = {
    resizedWidth: 40,
    resizedHeight: 30,
    cropLeft: 11,
    cropTop: 4,
    cropWidth: 20,
    cropHeight: 20,
  };
  const map = Float32Array.from({ length: 400 }, (_, index) => index / 399);
  const crop: RgbImage = { data: new Uint8Array(1200), width: 20, height: 20 };
  for (let y = 0; y < 20; y++)
    for (let x = 0; x < 20; x++) crop.data.set(pixel(photo, x + 11, y + 4), 3 * (20 * y + x));
  const expected = overlay(map, crop);
  const picture = photoPicture('overlay', { map, values: null }, photo, transform, 'rgb');
  expect([picture.width, picture.height]).toEqual([40, 30]);
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 40; x++) {
      const inside = x >= 11 && x < 31 && y >= 4 && y < 24;
      const wanted = inside ? pixel(expected, x - 11, y - 4) : pixel(photo, x, y);
      expect(pixel(picture, x, y), `${x}, ${y}`).toEqual(wanted);
    }
  }
});

test.each([
  [500, 375],
  [120, 300],
  [64, 48],
  [1024, 1024],
])('%i x %i: the region is that whose corners are the crop, to half a pixel', (width, height) => {
  const transform = transformOf({ width, height }, card(224, 256));
  const { left, top, ...size } = cropRegion({ width, height }, transform);
  const [x, y, w, h] = networkBox([left, top, size.width, size.height], { transform, width, height });
  const across = transform.resizedWidth / width;
  const down = transform.resizedHeight / height;
  for (const [found, wanted, step] of [
    [x, 0, across],
    [y, 0, down],
    [x + w, 224, across],
    [y + h, 224, down],
  ] as const)
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(step / 2 + 1e-9);
  expect(left + size.width).toBeLessThanOrEqual(width);
  expect(top + size.height).toBeLessThanOrEqual(height);
});

test('a crop of less than a pixel still has one', () => {
  const transform = transformOf({ width: 1, height: 4000 }, card(8, 8));
  expect(cropRegion({ width: 1, height: 4 }, transform)).toMatchObject({ width: 1, height: 1 });
});

test.each([
  ['magnitude', null],
  ['signed', 3],
] as const)('the look "%s" is placed like the others', (look, channels) => {
  const photo = noise(12, 8);
  const transform = transformOf(photo, card(4, 4));
  const map = new Float32Array(16).fill(1);
  const values = channels === null ? null : new Float32Array(16 * channels).fill(0.5);
  const picture = photoPicture(look, { map, values }, photo, transform, 'rgb');
  expect(pixel(picture, 0, 0)).toEqual(pixel(photo, 0, 0));
  expect(new Set(pixel(picture, 6, 4)).size).toBe(1);
});

test('a large photograph is made smaller, a small one stays', () => {
  const small = noise(1024, 3);
  expect(photoGround(small)).toBe(small);
  const ground = photoGround(noise(2048, 10));
  expect([ground.width, ground.height, ground.data.length]).toEqual([1024, 5, 3 * 1024 * 5]);
  expect([photoGround(noise(5000, 1)).height]).toEqual([1]);
});

test('equal photographs and maps give equal bytes', async () => {
  const photo = noise(1500, 40);
  const bytes = async (): Promise<Uint8Array> => {
    const map = new Float32Array(16 * 16).fill(0.5);
    const transform = transformOf(photo, card(16, 16));
    return encodeOverlayJpeg(
      photoPicture('overlay', { map, values: null }, photoGround(photo), transform, 'rgb'),
    );
  };
  expect(await bytes()).toEqual(await bytes());
});
