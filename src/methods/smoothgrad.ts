import { normals } from '../tensor/random.ts';
import { range } from '../tensor/scale.ts';
import { defineAttribution } from './method.ts';

const copies = 25;
const noiseShare = 0.15;
const seed = 1_706;

/**
 * Mean of dz/dx over 25 copies of the image with Gaussian noise, sigma = 0.15 (max x - min x), seeded.
 *
 * @source Smilkov et al., SmoothGrad, 2017, section 3
 */
export const smoothgrad = defineAttribution({
  name: 'smoothgrad',
  id: 'smoothgrad',
  title: 'SmoothGrad',
  paper: 'Smilkov et al., 2017',
  url: 'https://arxiv.org/abs/1706.03825',
  formula: 'mean of dz/dx over 25 noisy copies, sigma = 0.15 (max x - min x)',
  needs: ['inputGradients'],
  passes: 3 * copies,
  attribute: async ({ image, gradientsAt }) => {
    const [minimum, maximum] = range(image.data);
    const sigma = noiseShare * (maximum - minimum);
    const sum = new Float64Array(image.data.length);
    await gradientsAt(
      copies,
      (copy, out) => {
        const noise = normals(seed + copy, out.length);
        for (let index = 0; index < out.length; index++)
          out[index] = image.data[index]! + sigma * noise[index]!;
      },
      (gradient) => {
        for (let index = 0; index < sum.length; index++) sum[index]! += gradient[index]!;
      },
    );
    return {
      values: { data: Float32Array.from(sum, (value) => value / copies), shape: image.shape },
      figures: {},
    };
  },
});
