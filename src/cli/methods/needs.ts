import type { Need } from '../../methods/method.ts';

/** What has to be computed beside the forward pass, in words; C: channels of the layer. */
export const needWords: Readonly<Record<Need, string>> = {
  gradients: 'one backward pass from the logit to the layer',
  curvature: 'a Hessian-vector product: the backward pass, differentiated once more',
  ablation: 'the tail of the network once a channel, or one backward pass where the tail is affine',
  maskedScores: 'the whole network once a channel that is not empty',
  biasGradients: 'the gradients at every layer with a bias',
  inputGradients: 'one backward pass from the logit to the pixels',
  guidedGradients: 'the same through guided ReLUs',
  perturbedScores: 'the whole network on changed copies of the image',
};
