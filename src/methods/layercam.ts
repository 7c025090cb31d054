import { channels, defineMethod, elements } from './method.ts';
import { elementwise } from './perChannel.ts';

/** M = sum_k max(G_k, 0) A_k, element by element. Jiang et al., LayerCAM, TIP 2021, eq. 6. */
export const layercam = defineMethod({
  name: 'layercam',
  id: 'layercam',
  title: 'LayerCAM',
  paper: 'Jiang et al., IEEE TIP 2021',
  url: 'https://doi.org/10.1109/TIP.2021.3089943',
  formula: 'M = sum_k max(G_k, 0) A_k',
  needs: ['gradients'],
  contribution: ({ activations, gradients }) =>
    gradients.ofChannels === null
      ? elements(elementwise(gradients, activations, (g, a) => Math.max(g, 0) * a))
      : channels(gradients.ofChannels.map((g) => Math.max(g, 0))),
});
