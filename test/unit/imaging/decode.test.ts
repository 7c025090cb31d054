import { describe, expect, test } from 'vitest';
import { runDefaults } from '../../../src/config/defaults.ts';
import { decodeImage, type DecodeOptions, type RgbImage } from '../../../src/imaging/decode.ts';
import { sharp } from '../../../src/imaging/sharp.ts';
import { noise } from './noise.ts';

const options: DecodeOptions = { ...runDefaults, exifOrientation: false };
const decode = (bytes: Uint8Array, changed: Partial<DecodeOptions> = {}): Promise<RgbImage> =>
  decodeImage(bytes, { ...options, ...changed });

const sharpOf = ({ data, width, height }: RgbImage) => sharp(data, { raw: { width, height, channels: 3 } });
const picture = noise(40, 30);
const pixelsOf = (data: Uint8Array): number[][] =>
  Array.from({ length: data.length / 3 }, (_, pixel) => [...data.subarray(pixel * 3, pixel * 3 + 3)]);

describe('every kind of picture becomes 8-bit RGB', () => {
  test.each(['png', 'webp', 'tiff'] as const)('lossless %s comes back unchanged', async (format) => {
    const bytes = await sharpOf(picture).toFormat(format, { lossless: true, compression: 'lzw' }).toBuffer();
    expect(await decode(bytes)).toEqual({ ...picture, data: Buffer.from(picture.data) });
  });

  test.each(['jpeg', 'avif', 'gif'] as const)('%s comes back about the same', async (format) => {
    const flat = sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } });
    const { data, width, height } = await decode(await flat.toFormat(format).toBuffer());
    expect([width, height]).toEqual([40, 30]);
    const worst = Math.max(...pixelsOf(data).map(([r, g, b]) => Math.max(r! - 0x33, g! - 0x66, b! - 0x99)));
    expect(worst).toBeLessThan(4);
  });

  test('CMYK is converted without a profile, as PIL does', async () => {
    const bytes = await sharpOf(picture).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const inks = await sharp(bytes, { ignoreIcc: true })
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .raw()
      .toBuffer();
    const { data } = await decode(bytes);
    const expected = Array.from({ length: 40 * 30 }, (_, pixel) => {
      const [c, m, y, k] = inks.subarray(pixel * 4, pixel * 4 + 4);
      return [c!, m!, y!].map((ink) => Math.round((255 * (1 - ink / 255) * (255 - k!)) / 255));
    });
    expect(pixelsOf(data)).toEqual(expected);
  });

  test('16 bits are scaled to 8', async () => {
    const values = [0x1234, 0xffff, 0x00ff, 0x8000, 0x7fff, 0x0100];
    const raw = { width: 2, height: 1, channels: 3 as const };
    const bytes = await sharp(Uint16Array.from(values), { raw }).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expect([...(await decode(bytes)).data]).toEqual([0x12, 0xff, 0x00, 0x80, 0x7f, 0x01]);
  });

  test('grey of 8 and 16 bits becomes three equal colours', async () => {
    const raw = { width: 2, height: 1, channels: 1 as const };
    const grey8 = await sharp(Uint8Array.from([7, 200]), { raw })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const grey16 = await sharp(Uint16Array.from([0x07ff, 0xc800]), { raw })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect([...(await decode(grey8)).data]).toEqual([7, 7, 7, 200, 200, 200]);
    expect([...(await decode(grey16)).data]).toEqual([7, 7, 7, 200, 200, 200]);
  });

  test('a palette is looked up', async () => {
    const raw = { width: 4, height: 1, channels: 3 as const };
    const colours = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 0, 0]);
    const bytes = await sharp(colours, { raw }).png({ palette: true, dither: 0, quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).isPalette).toBe(true);
    expect([...(await decode(bytes)).data]).toEqual([...colours]);
  });

  test('alpha is dropped, not composited', async () => {
    const raw = { width: 2, height: 1, channels: 4 as const };
    const bytes = await sharp(Uint8Array.from([9, 8, 7, 0, 200, 100, 50, 128]), { raw })
      .png()
      .toBuffer();
    expect([...(await decode(bytes)).data]).toEqual([9, 8, 7, 200, 100, 50]);
  });

  test.each(['gif', 'webp'] as const)('of an animated %s the first frame is taken', async (format) => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animation = sharp(frames, { join: { animated: true } });
    const bytes = await animation.toFormat(format, { lossless: true }).toBuffer();
    expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(3);
    const { data, width, height } = await decode(bytes);
    expect([width, height]).toEqual([8, 8]);
    expect(new Set(pixelsOf(data).map(String))).toEqual(new Set(['255,0,0']));
  });

  test('a colour profile changes nothing', async () => {
    const bytes = await sharpOf(picture).withIccProfile('p3', { attach: true }).png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect((await sharp(bytes).metadata()).hasProfile).toBe(true);
    expect((await decode(bytes)).data).toEqual(stored);
  });

  test('EXIF orientation is applied only when the card says so', async () => {
    const bytes = await sharpOf(picture).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await decode(bytes)).toMatchObject({ width: 40, height: 30 });
    const turned = await decode(bytes, { exifOrientation: true });
    expect(turned).toMatchObject({ width: 30, height: 40 });
    // Turned clockwise: the first pixel is the last row's first.
    expect([...turned.data.subarray(0, 3)]).toEqual([...picture.data.subarray(29 * 40 * 3, 29 * 40 * 3 + 3)]);
  });

  test('a picture of one pixel', async () => {
    const bytes = await sharpOf({ data: Uint8Array.from([1, 2, 3]), width: 1, height: 1 })
      .png()
      .toBuffer();
    expect([...(await decode(bytes)).data]).toEqual([1, 2, 3]);
  });
});

describe('what is no picture', () => {
  const corrupt = { code: 'IMAGE_CORRUPT' };

  test('zero bytes', async () => {
    await expect(decode(new Uint8Array())).rejects.toMatchObject({
      code: 'IMAGE_EMPTY',
      message: expect.stringContaining('zero bytes'),
    });
  });

  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  test.each([
    ['text', 'hello, I am no picture'],
    ['SVG', svg],
    ['XML or SVG', `<?xml version="1.0"?>${svg}`],
    ['HTML', '<!DOCTYPE html><html></html>'],
    ['PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj'],
    ['text', 'P3 1 1 255 1 2 3'],
    ['BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'],
    ['JPEG XL', '\xff\x0a\0\0\0'],
    ['ZIP', 'PK\x03\x04\x14\0'],
    ['HEIF or MP4', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['an unknown format', '\x01\x02\x03\x04\x05'],
  ])('%s is refused by name', async (format, text) => {
    await expect(decode(Buffer.from(text, 'latin1'))).rejects.toMatchObject({
      code: 'IMAGE_UNSUPPORTED',
      message: `Expected JPEG, PNG, WebP, AVIF, GIF or TIFF, received ${format}.`,
    });
  });

  test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    '%s cut short anywhere is corrupt',
    async (format) => {
      const bytes = await sharpOf(noise(96, 64)).toFormat(format).toBuffer();
      // Signatures are complete after 12 bytes; the last bytes of a file may be padding that nobody misses.
      for (const share of [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95]) {
        const cut = bytes.subarray(0, 12 + Math.floor((bytes.length - 12) * share));
        await expect(decode(cut), `${cut.length} of ${bytes.length} bytes`).rejects.toMatchObject(corrupt);
      }
    },
  );

  test('a JPEG that lacks its last two bytes is corrupt', async () => {
    const bytes = await sharpOf(picture).jpeg().toBuffer();
    await expect(decode(bytes.subarray(0, -2))).rejects.toMatchObject({
      ...corrupt,
      message: expect.stringContaining('premature end of JPEG image'),
    });
  });

  test('a PNG with a wrong checksum is corrupt', async () => {
    const bytes = await sharpOf(picture).png().toBuffer();
    const damaged = Buffer.from(bytes);
    damaged[damaged.length - 20]! ^= 0xff;
    await expect(decode(damaged)).rejects.toMatchObject(corrupt);
  });
});

describe('what is too large', () => {
  test('more bytes than allowed', async () => {
    const bytes = await sharpOf(picture).png().toBuffer();
    await expect(decode(bytes, { maxImageBytes: bytes.length - 1 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining(`at most ${bytes.length - 1} bytes, received ${bytes.length}`),
    });
    await expect(decode(bytes, { maxImageBytes: bytes.length })).resolves.toMatchObject({ width: 40 });
  });

  test('more pixels than allowed: the header decides, nothing is decoded', async () => {
    const bytes = await sharpOf(picture).png().toBuffer();
    // A bomb: a header of 60 000 x 60 000 (with its checksum unmended) on 4 kB of data.
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await expect(decode(bomb)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('received 60000x60000'),
    });
    await expect(decode(bytes, { maxImagePixels: 40 * 30 - 1 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await expect(decode(bytes, { maxImagePixels: 40 * 30 })).resolves.toMatchObject({ width: 40 });
  });
});
