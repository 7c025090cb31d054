import { channels, defineMethod, elements } from './method.ts';
import { elementwise } from './perChannel.ts';

/** M = sum_k G_k A_k, element by element. Draelos & Carin, HiResCAM, 2020, eq. 4. */
export const hirescam = defineMethod({
  name: 'hirescam',
  id: 'hirescam',
  title: 'HiResCAM',
  paper: 'Draelos & Carin, 2020',
  url: 'https://arxiv.org/abs/2011.08891',
  formula: 'M = sum_k G_k A_k',
  needs: ['gradients'],
  contribution: ({ activations, gradients }) =>
    gradients.ofChannels === null
      ? elements(elementwise(gradients, activations, (g, a) => g * a))
      : channels(gradients.ofChannels),
});
