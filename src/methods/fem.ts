import type { Tensor } from '../tensor/tensor.ts';
import { channels, defineMethod } from './method.ts';
import { meanOver, perChannel } from './perChannel.ts';

const deviations = 2;

/**
 * w_k = share of positions where A_k exceeds mean(A_k) + 2 std(A_k), population standard deviation.
 *
 * @source Fuad et al., Features Understanding in 3D CNNs for Actions Recognition in Video, IPTA 2020
 */
export function rareFeatureWeights(activations: Tensor): Float32Array {
  const { data } = activations;
  return perChannel(activations, (from, to) => {
    const mean = meanOver(data, from, to);
    let squares = 0;
    for (let index = from; index < to; index++) squares += (data[index]! - mean) ** 2;
    const threshold = mean + deviations * Math.sqrt(squares / (to - from));
    let above = 0;
    for (let index = from; index < to; index++) if (data[index]! > threshold) above++;
    return above / (to - from);
  });
}

export const fem = defineMethod({
  name: 'fem',
  id: 'fem',
  title: 'FEM',
  paper: 'Fuad et al., IPTA 2020',
  url: 'https://hal.science/hal-02963298',
  formula: 'w_k = share of positions with A_k > mean(A_k) + 2 std(A_k)',
  needs: [],
  contribution: ({ activations }) => channels(rareFeatureWeights(activations)),
});
