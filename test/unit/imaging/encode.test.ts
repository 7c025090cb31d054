import { expect, test } from 'vitest';
import { encodeHeatmapPng, encodeOverlayJpeg, encodeThumbnailJpeg } from '../../../src/imaging/encode.ts';
import { sharp } from '../../../src/imaging/sharp.ts';
import { noise } from './noise.ts';

const ramp = Float32Array.from({ length: 256 }, (_, index) => index / 255);

test('a heatmap is an 8-bit grey PNG whose values are the bytes of the map', async () => {
  const png = await encodeHeatmapPng(ramp, 16, 16);
  expect(await sharp(png).metadata()).toMatchObject({
    format: 'png',
    space: 'b-w',
    channels: 1,
    depth: 'uchar',
  });
  const { data } = await sharp(png).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([...ramp].map((value) => Math.trunc(Math.fround(255 * value))));
});

test('equal pictures give equal bytes', async () => {
  const picture = noise(64, 48);
  expect(await encodeHeatmapPng(ramp, 16, 16)).toEqual(await encodeHeatmapPng(ramp.slice(), 16, 16));
  const copy = { ...picture, data: picture.data.slice() };
  expect(await encodeOverlayJpeg(picture)).toEqual(await encodeOverlayJpeg(copy));
});

test('an overlay is a JPEG with full colour resolution and nothing but the picture', async () => {
  const jpeg = await encodeOverlayJpeg(noise(64, 48));
  const metadata = await sharp(jpeg).metadata();
  expect(metadata).toMatchObject({ format: 'jpeg', width: 64, height: 48, chromaSubsampling: '4:4:4' });
  expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual([undefined, undefined, undefined]);
});

test('a heatmap of the wrong length is refused', async () => {
  await expect(encodeHeatmapPng(ramp, 16, 15)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: 'Expected 240 values for a heatmap of 16x15, received 256.',
  });
});

test('a thumbnail is made smaller, never larger', async () => {
  const size = async (width: number, height: number): Promise<unknown> => {
    const metadata = await sharp(await encodeThumbnailJpeg(noise(width, height), 40)).metadata();
    return [metadata.width, metadata.height];
  };
  expect(await size(80, 40)).toEqual([40, 20]);
  expect(await size(30, 20)).toEqual([30, 20]);
});
