/**
 * Where a map is not pytorch-grad-cam's on purpose, for docs/methods.md: what the reference does, what camline does, why.
 *
 * @type {readonly { readonly methods: readonly string[]; readonly options?: string; readonly text: string }[]}
 */
export const referenceDifferences = [
  {
    methods: ['eigencam', 'eigengradcam'],
    options: '`--eigen-smooth`',
    text: `The sign of a principal component is arbitrary: the reference's is what LAPACK happens to return, so that the same network may give a map on one machine and its inverse on another. camline turns the component towards the mean activation map (correlation not negative). Where the reference's map is the other one of the two, ours shows its cold places warm. Seg-Eigen-CAM and KPCA-CAM have a rule for the sign in the reference too (the largest magnitude is positive); it is followed.`,
  },
  {
    methods: ['ablationcam'],
    text: `An ablated channel is set to zero, as in the paper. So does the reference where the smallest activation is 0; where activations can be negative (SiLU, GELU, a normalisation's output) it lowers them by 1e7 step by step instead, and its map depends on its batch size. The drop is divided by |s_0|; the reference divides by s_0, which turns the map upside down for a negative logit.`,
  },
  {
    methods: ['fullgrad'],
    text: `Biases are taken from the file. Exporters fold a batch normalisation into the convolution before it; the folded bias is the one that the reference computes, unless the convolution had a bias of its own as well (torchvision's VGG with batch normalisation): the reference counts the two apart, the file no longer tells them apart. \`--eigen-smooth\` has no effect; the reference takes a principal component of all maps.`,
  },
  {
    methods: ['refinecam'],
    options: '`--eigen-smooth`',
    text: `The option smooths the map of each layer. The reference hands it on in the place of \`aug_smooth\`, so that six augmented passes come out instead.`,
  },
  {
    methods: ['fem'],
    options: '`--eigen-smooth`',
    text: `FEM's weights are smoothed like those of every other method with weights of channels; the reference ignores the option for FEM.`,
  },
  {
    methods: ['guidedbackprop', 'guidedgradcam'],
    text: `Every ReLU and ReLU6 of the graph is guided. The reference exchanges \`torch.nn.ReLU\` modules only: calls of \`relu\` as a function and ReLU6 stay as they are. Where there is nothing to guide camline refuses; the reference returns the plain gradient.`,
  },
  {
    methods: [],
    options: 'Quantised networks (QDQ files)',
    text: `Rounding has no derivative: gradients pass straight through it, and are 0 where a number saturates (the clipped straight-through estimator of [Bengio et al. 2013](https://arxiv.org/abs/1308.3432), as in training with quantisation). Differences cannot verify such gradients, and \`camline check\` says so.`,
  },
  {
    methods: ['randomcam'],
    text: `Weights are seeded and the same for every image and call; the reference draws new ones from NumPy each time.`,
  },
  {
    methods: ['finercam'],
    text: `With \`--classes\` the class that was asked for stands against the three nearest to it; without, the top class does, as in the reference. Of classes equally near, the one with the lower index comes first.`,
  },
  {
    methods: ['occlusion', 'rise', 'smoothgrad', 'integratedgradients', 'saliency', 'inputxgradient'],
    text: `pytorch-grad-cam does not have these. Saliency, input x gradient and integrated gradients are held to Captum's; occlusion, RISE and SmoothGrad to their papers' formulas, with seeded noise and masks that are camline's own: maps of RISE and SmoothGrad differ from another program's by what another draw changes.`,
  },
  {
    methods: [],
    options: '`--aug-smooth`',
    text: `The class is the one of the unchanged photograph; without a target the reference takes the best class of each of the six copies anew.`,
  },
  {
    methods: [],
    options: 'Targets',
    text: `A softmax or sigmoid that ends the graph is cut off, so that raw logits are explained (the reference explains what the model returns). A model with a single logit z has two classes, 1 with z and 0 with -z. A layer that is named twice counts once.`,
  },
];
