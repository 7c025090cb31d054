import { gaussLegendre } from '../tensor/gaussLegendre.ts';
import { defineAttribution } from './method.ts';

const { nodes, weights } = gaussLegendre(50);

/**
 * (x - x0) sum_j w_j dz/dx at x0 + a_j (x - x0): 50 Gauss-Legendre nodes, x0 = 0 in normalised space (the mean colour).
 * The figure `completenessGap` is z(x) - z(x0) - sum of the attributions, which an exact integral makes zero.
 *
 * @source Sundararajan et al., Axiomatic Attribution for Deep Networks, ICML 2017, eq. 1 and proposition 1
 */
export const integratedgradients = defineAttribution({
  name: 'integratedgradients',
  id: 'integratedgradients',
  title: 'Integrated gradients',
  paper: 'Sundararajan et al., ICML 2017',
  url: 'https://arxiv.org/abs/1703.01365',
  formula: 'x sum_j w_j dz/dx at a_j x, 50 Gauss-Legendre nodes',
  needs: ['inputGradients', 'perturbedScores'],
  passes: 3 * nodes.length + 1,
  attribute: async ({ image, logit, gradientsAt, scoresAt }) => {
    const mean = new Float64Array(image.data.length);
    await gradientsAt(
      nodes.length,
      (node, out) => {
        for (let index = 0; index < out.length; index++) out[index] = image.data[index]! * nodes[node]!;
      },
      (gradient, node) => {
        for (let index = 0; index < mean.length; index++) mean[index]! += weights[node]! * gradient[index]!;
      },
    );
    const data = image.data.map((x, index) => x * mean[index]!);
    const baseline = (await scoresAt(1, (_, out) => out.fill(0))).logits[0]!;
    const sum = data.reduce((total, value) => total + value, 0);
    return { values: { data, shape: image.shape }, figures: { completenessGap: logit - baseline - sum } };
  },
});
