import { CamlineError } from '../../errors.ts';

const noneThere = 'this one has none, and its other activations pass gradients of either sign. Use';

/** @param why there is no ReLU, and the verb of what to do */
export const noRectifier = (why = noneThere): CamlineError =>
  new CamlineError(
    'METHOD_UNSUPPORTED',
    `Expected a network with ReLU for guided backpropagation; ${why} saliency, inputxgradient or integratedgradients.`,
  );
