import { uniforms } from '../tensor/random.ts';
import { channels, defineMethod } from './method.ts';

const seed = 20_211;

/** w_k uniform in (-1, 1), the same for every image: the baseline that a method has to beat. */
export const randomcam = defineMethod({
  name: 'randomcam',
  id: 'randomcam',
  title: 'Random CAM',
  paper: 'sanity baseline',
  url: 'https://arxiv.org/abs/1810.03292',
  formula: 'w_k uniform in (-1, 1), seeded',
  needs: [],
  contribution: ({ activations }) =>
    channels(Float32Array.from(uniforms(seed, activations.shape[0] ?? 0), (value) => 2 * value - 1)),
});
