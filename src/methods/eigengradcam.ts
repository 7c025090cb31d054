import { firstComponent } from '../tensor/firstComponent.ts';
import { meanMap } from './meanMap.ts';
import { defineMethod, wholeMap } from './method.ts';
import { elementwise } from './perChannel.ts';

/** M = PC1(G A): Eigen-CAM of the activations that speak for the class. */
export const eigengradcam = defineMethod({
  name: 'eigengradcam',
  id: 'eigengradcam',
  title: 'Eigen-Grad-CAM',
  paper: 'Gildenblat et al., pytorch-grad-cam, 2021',
  url: 'https://github.com/jacobgil/pytorch-grad-cam',
  formula: 'M = PC1(G A)',
  needs: ['gradients'],
  smoothable: false,
  contribution: ({ activations, gradients }) =>
    wholeMap(
      firstComponent(
        elementwise(gradients, activations, (g, a) => g * a),
        meanMap(activations),
      ),
    ),
});
