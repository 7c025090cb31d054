import { firstComponent } from '../tensor/firstComponent.ts';
import { range } from '../tensor/scale.ts';
import { meanMap } from './meanMap.ts';
import { defineMethod, wholeMap } from './method.ts';
import { elementwise } from './perChannel.ts';

/** The map turned so that its largest magnitude is positive. */
export function largestUp(map: Float32Array): Float32Array {
  const [minimum, maximum] = range(map);
  return Math.abs(minimum) > Math.abs(maximum) ? map.map((value) => -value) : map;
}

/**
 * M = PC1(|G| A), its largest magnitude positive. Chung & Ying, Seg-Eigen-CAM, Applied Sciences 15(13), 7562, 2025, eq. 10
 * and 13.
 */
export const segeigencam = defineMethod({
  name: 'segeigencam',
  id: 'segeigencam',
  title: 'Seg-Eigen-CAM',
  paper: 'Chung & Ying, Applied Sciences 15(13), 2025',
  url: 'https://doi.org/10.3390/app15137562',
  formula: 'M = PC1(|G| A), -M where |min M| > |max M|',
  needs: ['gradients'],
  smoothable: false,
  contribution: ({ activations, gradients }) => {
    const weighted = elementwise(gradients, activations, (g, a) => Math.abs(g) * a);
    return wholeMap(largestUp(firstComponent(weighted, meanMap(activations))));
  },
});
