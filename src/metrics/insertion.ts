import { gaussianKernel, separableConvolution } from '../tensor/gaussian.ts';
import type { Metric } from './metric.ts';
import { revealing, revealingPasses } from './revealing.ts';

const kernel = gaussianKernel(11, 5);

/** [C, H, W] blurred, 0 beyond the border as in the authors' code. */
export function blurred(image: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(image.length);
  const pixels = rows * columns;
  for (let from = 0; from < image.length; from += pixels) {
    const plane = image.subarray(from, from + pixels);
    out.set(separableConvolution(plane, rows, columns, kernel), from);
  }
  return out;
}

/**
 * Area under the score while pixels come back into a blurred image, the most relevant first: a good map finds the class early.
 *
 * @source Petsiuk et al., RISE, BMVC 2018, section 3.3; blur of 11 x 11 pixels, sigma 5
 */
export const insertion: Metric = {
  name: 'insertion',
  title: 'Insertion',
  paper: 'Petsiuk et al., BMVC 2018',
  url: 'https://arxiv.org/abs/1806.07421',
  formula: 'area under p while the most relevant pixels come into the blurred image, 224 a step',
  figures: { insertion: 'higher' },
  needsRegion: false,
  passes: revealingPasses,
  trial: (given) => {
    const [, rows = 0, columns = 0] = given.image.shape;
    const start = given.flat ? given.image.data : blurred(given.image.data, rows, columns);
    return revealing('insertion', given, start, given.image.data);
  },
};
