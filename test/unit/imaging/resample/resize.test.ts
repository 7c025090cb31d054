import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resizeFilters, type ResizeFilter, type Size } from '../../../../src/config/modelCard.ts';
import type { RgbImage } from '../../../../src/imaging/decode.ts';
import { plainPasses } from '../../../../src/imaging/resample/plainPasses.ts';
import { resize } from '../../../../src/imaging/resample/resize.ts';
import { simdPasses } from '../../../../src/imaging/resample/simdPasses.ts';
import { noise } from '../noise.ts';

interface PilCase extends Record<ResizeFilter, string> {
  readonly size: readonly [width: number, height: number, toWidth: number, toHeight: number];
}

const pil = JSON.parse(readFileSync('test/fixtures/imaging/pil.json', 'utf8')) as { noise: PilCase[] };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const whole = (size: Size) => ({ left: 0, top: 0, ...size });

for (const pilCase of pil.noise) {
  const [width, height, toWidth, toHeight] = pilCase.size;
  const size = { width: toWidth, height: toHeight };
  for (const [name, passes] of Object.entries({ plain: plainPasses, SIMD: simdPasses })) {
    test.each(resizeFilters)(
      `%s, ${name}: ${width}x${height} to ${toWidth}x${toHeight} is PIL's in every byte`,
      (filter) => {
        const resized = resize(noise(width, height), size, whole(size), filter, passes);
        expect(sha256(resized.data)).toBe(pilCase[filter]);
      },
    );
  }
}

/** Straight from the definition, in floating point, without separating the passes' rounding. */
const filterFunctions: Readonly<
  Record<Exclude<ResizeFilter, 'nearest'>, [reach: number, f: (x: number) => number]>
> = {
  bilinear: [1, (x) => 1 - Math.abs(x)],
  bicubic: [
    2,
    (x) => {
      const t = Math.abs(x);
      return t < 1 ? 1.5 * t ** 3 - 2.5 * t ** 2 + 1 : -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2;
    },
  ],
  lanczos: [
    3,
    (x) => (x === 0 ? 1 : (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2),
  ],
};

function slowResize(source: RgbImage, size: Size, filter: Exclude<ResizeFilter, 'nearest'>): number[] {
  const [reach, f] = filterFunctions[filter];
  const weights = (position: number, from: number, to: number): number[] => {
    const scale = from / to;
    const width = Math.max(1, scale);
    const center = (position + 0.5) * scale;
    const raw = Array.from({ length: from }, (_, index) => {
      const x = (index + 0.5 - center) / width;
      return Math.abs(x) < reach ? f(x) : 0;
    });
    const sum = raw.reduce((a, b) => a + b);
    return raw.map((weight) => weight / sum);
  };
  const out: number[] = [];
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const columns = weights(x, source.width, size.width);
      const rows = weights(y, source.height, size.height);
      for (let colour = 0; colour < 3; colour++) {
        let value = 0;
        rows.forEach((row, j) =>
          columns.forEach((column, i) => {
            value += row * column * source.data[(j * source.width + i) * 3 + colour]!;
          }),
        );
        out.push(Math.min(255, Math.max(0, value)));
      }
    }
  }
  return out;
}

test.each(['bilinear', 'bicubic', 'lanczos'] as const)('%s agrees with its definition', (filter) => {
  // Smooth, so that no pass clips and rounding is all that differs.
  const source = { width: 23, height: 31, data: new Uint8Array(23 * 31 * 3) };
  source.data.forEach((_, index) => {
    source.data[index] = 128 + 60 * Math.sin(index / 40) + 30 * Math.cos(index / 171);
  });
  for (const size of [
    { width: 11, height: 13 },
    { width: 40, height: 50 },
  ]) {
    const fast = resize(source, size, whole(size), filter).data;
    const slow = slowResize(source, size, filter);
    const worst = Math.max(...slow.map((value, index) => Math.abs(value - fast[index]!)));
    expect(worst).toBeLessThan(1.3);
  }
});

test.each(resizeFilters)('%s: a region is the same part of the whole', (filter) => {
  const source = noise(50, 37);
  const size = { width: 31, height: 44 };
  const full = resize(source, size, whole(size), filter).data;
  const region = { left: 7, top: 12, width: 9, height: 20 };
  const part = resize(source, size, region, filter);
  expect(part).toMatchObject({ width: 9, height: 20 });
  for (let row = 0; row < region.height; row++) {
    const from = ((region.top + row) * size.width + region.left) * 3;
    expect(part.data.slice(row * 27, row * 27 + 27)).toEqual(full.slice(from, from + 27));
  }
});

test('the region alone is computed: a sliver of a photograph costs what its crop costs', () => {
  // 1 x 20 000 pixels at short side 256 would be 5 million rows of 256 pixels.
  const source = noise(1, 20_000);
  const size = { width: 256, height: 5_120_000 };
  const crop = resize(source, size, { left: 16, top: 2_559_888, width: 224, height: 224 }, 'bicubic');
  expect(crop.data).toHaveLength(224 * 224 * 3);
});
