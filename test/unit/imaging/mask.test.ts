import sharp from 'sharp';
import { expect, test } from 'vitest';
import { transformOf } from '../../../src/imaging/geometry.ts';
import { decodeMask, networkMask } from '../../../src/imaging/mask.ts';

const [width, height] = [7, 5];
const size = { width, height };
/** Inside at every third pixel. */
const inside = Uint8Array.from({ length: width * height }, (_, pixel) => (pixel % 3 === 0 ? 1 : 0));

/** @param values [pixels * channels] */
const png = (values: Uint8Array | Uint16Array, channels: 1 | 2 | 3 | 4) =>
  sharp(values, { raw: { width, height, channels } });
const spread = (channels: number, of: (inside: number) => readonly number[]): Uint8Array =>
  Uint8Array.from([...inside].flatMap((one) => of(one).slice(0, channels)));

const kinds: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'grey, the number 1': () => png(inside, 1).toColourspace('b-w').png().toBuffer(),
  'grey, 255': () =>
    png(
      inside.map((one) => 255 * one),
      1,
    )
      .toColourspace('b-w')
      .png()
      .toBuffer(),
  'one bit': () =>
    png(
      inside.map((one) => 255 * one),
      1,
    )
      .toColourspace('b-w')
      .png({ palette: true, colours: 2 })
      .toBuffer(),
  '16 bits, the number 1': () => png(Uint16Array.from(inside), 1).toColourspace('grey16').png().toBuffer(),
  '16 bits, 65 535': () =>
    png(
      Uint16Array.from(inside, (one) => 65_535 * one),
      1,
    )
      .toColourspace('grey16')
      .png()
      .toBuffer(),
  'a colour that is nearly black': () =>
    png(
      spread(3, (one) => [0, 0, one]),
      3,
    )
      .png()
      .toBuffer(),
  'a palette': () =>
    png(
      spread(3, (one) => [128 * one, 0, 0]),
      3,
    )
      .png({ palette: true, colours: 4, dither: 0 })
      .toBuffer(),
  'transparent where it is not zero': () =>
    png(
      spread(4, (one) => [one, one, one, 255 * (1 - one)]),
      4,
    )
      .png()
      .toBuffer(),
  'grey, opaque where it is zero': () =>
    png(
      spread(2, (one) => [one, 255 * (1 - one)]),
      2,
    )
      .toColourspace('b-w')
      .png()
      .toBuffer(),
};

test.each(Object.entries(kinds))('what is not zero is inside: %s', async (_kind, make) => {
  const mask = await decodeMask(await make(), size);
  expect([mask.width, mask.height]).toEqual([width, height]);
  expect([...mask.data]).toEqual([...inside].flatMap((one) => [255 * one, 255 * one, 255 * one]));
});

const grey = (side: number) => sharp({ create: { width: side, height: 5, channels: 3, background: '#fff' } });

test.each([
  ['nothing', () => Promise.resolve(new Uint8Array(0)), /a PNG as a mask, received a file of zero bytes/],
  ['a JPEG', () => grey(7).jpeg().toBuffer(), /a PNG as a mask, received JPEG/],
  [
    'another size',
    () => grey(8).png().toBuffer(),
    /a mask of 7x5 pixels, as its photograph has, received 8x5/,
  ],
  [
    'a PNG that is cut',
    async () =>
      (
        await png(
          Uint8Array.from({ length: 105 }, (_, at) => (at * 89) % 251),
          3,
        )
          .png()
          .toBuffer()
      ).subarray(0, 90),
    /Cannot decode the PNG of the mask/,
  ],
])('%s is refused', async (_what, make, message) => {
  await expect(decodeMask(await make(), size)).rejects.toMatchObject({
    code: 'MASK_INVALID',
    message: expect.stringMatching(message),
  });
});

test('the network sees the pixel that is nearest to each of its own', () => {
  const photo = { width: 37, height: 23 };
  const bits = Uint8Array.from({ length: photo.width * photo.height }, (_, pixel) =>
    (pixel * pixel) % 7 < 3 ? 1 : 0,
  );
  const mask = {
    ...photo,
    data: Uint8Array.from([...bits].flatMap((bit) => [255 * bit, 255 * bit, 255 * bit])),
  };
  const transform = transformOf(photo, {
    input: { width: 12, height: 10 },
    resize: { rule: 'shortSide', size: 14, filter: 'bicubic' },
  });
  const { resizedWidth, resizedHeight, cropLeft, cropTop } = transform;
  const expected = Array.from({ length: 120 }, (_, pixel) => {
    const x = Math.floor((((pixel % 12) + cropLeft + 0.5) * photo.width) / resizedWidth);
    const y = Math.floor(((Math.floor(pixel / 12) + cropTop + 0.5) * photo.height) / resizedHeight);
    return bits[y * photo.width + x];
  });
  expect([...networkMask(mask, { transform })]).toEqual(expected);
});
