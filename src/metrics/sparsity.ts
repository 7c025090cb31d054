import { withoutScores, type Metric } from './metric.ts';
import { sumOf } from './sum.ts';

/**
 * Gini index 1 - 2 sum_k (m_k / sum m) (N - k + 1/2) / N over the N values in ascending order: 0 for a constant map, towards 1
 * where a few pixels hold everything; null for a flat map.
 *
 * @source Hurley & Rickard, Comparing Measures of Sparsity, IEEE Trans. Information Theory 2009, eq. 1
 */
export function gini(map: Float32Array): number | null {
  const sum = sumOf(map);
  if (!(sum > 0)) return null;
  const sorted = map.toSorted();
  let weighted = 0;
  for (let index = 0; index < sorted.length; index++)
    weighted += sorted[index]! * (sorted.length - index - 0.5);
  return 1 - (2 * weighted) / (sum * sorted.length);
}

export const sparsity: Metric = {
  name: 'sparsity',
  title: 'Sparsity (Gini)',
  paper: 'Hurley & Rickard, 2009; Chalasani et al., ICML 2020',
  url: 'https://arxiv.org/abs/0811.4706',
  formula: '1 - 2 sum_k m_k (N - k + 1/2) / (N sum m), m ascending',
  figures: { sparsity: 'higher' },
  needsRegion: false,
  passes: () => 0,
  trial: ({ map }) => withoutScores(() => ({ figures: { sparsity: gini(map.data) }, flags: [] })),
};
