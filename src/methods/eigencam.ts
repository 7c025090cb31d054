import { firstComponent } from '../tensor/firstComponent.ts';
import { meanMap } from './meanMap.ts';
import { defineMethod, wholeMap } from './method.ts';

/** M = PC1(A): no class and no gradient. Muhammad & Yeasin, Eigen-CAM, IJCNN 2020, eq. 5. */
export const eigencam = defineMethod({
  name: 'eigencam',
  id: 'eigencam',
  title: 'Eigen-CAM',
  paper: 'Muhammad & Yeasin, IJCNN 2020',
  url: 'https://arxiv.org/abs/2008.00299',
  formula: 'M = PC1(A)',
  needs: [],
  smoothable: false,
  contribution: ({ activations }) => wholeMap(firstComponent(activations, meanMap(activations))),
});
