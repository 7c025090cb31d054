import { uniforms } from '../tensor/random.ts';
import { defineAttribution } from './method.ts';

const masks = 4_000;
const cells = 8;
const keepProbability = 0.5;
const seed = 1_806;

/**
 * One random mask [rows * columns] in 0..1: an 8 x 8 grid of zeros and ones, upsampled bilinearly to a little more than the
 * picture (one cell more on each axis) and cut out at a random shift.
 */
export function randomMask(index: number, rows: number, columns: number): Float32Array {
  const random = uniforms(seed + index, cells * cells + 2);
  const grid = random.subarray(0, cells * cells).map((value) => (value < keepProbability ? 1 : 0));
  const cellRows = Math.ceil(rows / cells);
  const cellColumns = Math.ceil(columns / cells);
  const shiftDown = Math.floor(random[cells * cells]! * cellRows);
  const shiftRight = Math.floor(random[cells * cells + 1]! * cellColumns);
  const vertical = taps(rows, shiftDown, (cells + 1) * cellRows);
  const horizontal = taps(columns, shiftRight, (cells + 1) * cellColumns);
  const mask = new Float32Array(rows * columns);
  vertical.forEach((y, row) =>
    horizontal.forEach((x, column) => {
      const top = grid[y.low * cells + x.low]! * (1 - x.share) + grid[y.low * cells + x.high]! * x.share;
      const bottom = grid[y.high * cells + x.low]! * (1 - x.share) + grid[y.high * cells + x.high]! * x.share;
      mask[row * columns + column] = top * (1 - y.share) + bottom * y.share;
    }),
  );
  return mask;
}

/** Bilinear reading positions of `size` pixels from `shift` on, in a grid upsampled to `upsampled` pixels. */
function taps(
  size: number,
  shift: number,
  upsampled: number,
): { low: number; high: number; share: number }[] {
  return Array.from({ length: size }, (_, index) => {
    const source = Math.min(Math.max(((index + shift + 0.5) * cells) / upsampled - 0.5, 0), cells - 1);
    const low = Math.floor(source);
    return { low, high: Math.min(low + 1, cells - 1), share: source - low };
  });
}

/**
 * Mean of 4 000 random masks, each weighted by the probability that the masked image keeps, divided by the share of
 * pixels that a mask keeps. No layer and no gradient.
 *
 * @source Petsiuk et al., RISE, BMVC 2018, eq. 6; N = 4 000, s = 8, p = 0.5 as there for VGG16
 */
export const rise = defineAttribution({
  name: 'rise',
  id: 'rise',
  title: 'RISE',
  paper: 'Petsiuk et al., BMVC 2018',
  url: 'https://arxiv.org/abs/1806.07421',
  formula: 'sum_i p(x m_i) m_i / (N p), 4 000 random 8 x 8 masks m_i',
  needs: ['perturbedScores'],
  passes: masks,
  look: 'overlay',
  attribute: async ({ image, scoresAt }) => {
    const [, rows = 0, columns = 0] = image.shape;
    const { probabilities } = await scoresAt(masks, (index, out) => {
      const mask = randomMask(index, rows, columns);
      for (let at = 0; at < out.length; at++) out[at] = image.data[at]! * mask[at % mask.length]!;
    });
    const sum = new Float64Array(rows * columns);
    for (let index = 0; index < masks; index++) {
      const mask = randomMask(index, rows, columns);
      for (let pixel = 0; pixel < sum.length; pixel++) sum[pixel]! += probabilities[index]! * mask[pixel]!;
    }
    const data = Float32Array.from(sum, (value) => value / (masks * keepProbability));
    return { values: { data, shape: [1, rows, columns] }, figures: {} };
  },
});
