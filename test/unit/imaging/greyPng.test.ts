import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greyPng } from '../../../src/imaging/greyPng.ts';
import { sharp } from '../../../src/imaging/sharp.ts';
import { noise } from './noise.ts';

test('another reader finds the same pixels, whatever the size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(),
      async (width, height, seed) => {
        const grey = noise(width, height, seed).data.subarray(0, width * height);
        const png = await greyPng(grey, width, height);
        const { data, info } = await sharp(png).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([width, height]);
        expect(Buffer.compare(data, grey)).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});

test('a smooth picture takes a fraction of its pixels', async () => {
  const [width, height] = [224, 224];
  const smooth = Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return 255 * Math.exp(-((x - 90) ** 2 + (y - 130) ** 2) / 4000);
  });
  expect((await greyPng(smooth, width, height)).length).toBeLessThan(smooth.length / 5);
});
