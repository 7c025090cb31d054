import type { Tensor } from '../../tensor/tensor.ts';

/** The scores of no copies, [0, classes]. */
export const noScores = (classes: readonly number[]): Tensor => ({
  data: new Float32Array(0),
  shape: [0, classes.length],
});
