/** Keras layers, each in the smallest model with it: [n, 6, 5, 4] in, whatever the layer makes of it out. */
import { layers } from '../../../../support/tfjsModel.ts';

type Tensor = layers.SymbolicTensor;

interface Layer {
  apply(x: Tensor | Tensor[]): unknown;
}

export interface LayerCase {
  readonly title: string;
  readonly build: (x: Tensor) => Tensor;
}

const all = layers.layers;
const weights = (seed: number) => layers.initializers.randomUniform({ minval: -0.7, maxval: 0.7, seed });
const variance = layers.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: 9 });
const kernels = {
  kernelInitializer: weights(1),
  depthwiseInitializer: weights(2),
  pointwiseInitializer: weights(3),
  biasInitializer: weights(4),
  alphaInitializer: weights(5),
  gammaInitializer: weights(6),
  betaInitializer: weights(7),
  movingMeanInitializer: weights(8),
  movingVarianceInitializer: variance,
};

const { kernelInitializer: _none, ...separableKernels } = kernels;

const one = (title: string, layer: () => Layer): LayerCase => ({
  title,
  build: (x) => layer().apply(x) as Tensor,
});

const merged = (title: string, layer: () => Layer): LayerCase => ({
  title,
  build: (x) => layer().apply([x, all.activation({ activation: 'tanh' }).apply(x) as Tensor, x]) as Tensor,
});

const activations = [
  'elu',
  'hardSigmoid',
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
] as const;

export const layerCases: readonly LayerCase[] = [
  one('Conv2D', () =>
    all.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh', ...kernels }),
  ),
  one('Conv2D, strided, no bias', () =>
    all.conv2d({ filters: 3, kernelSize: [3, 2], strides: [2, 1], useBias: false, ...kernels }),
  ),
  one('Conv2D, dilated', () => all.conv2d({ filters: 3, kernelSize: 2, dilationRate: 2, ...kernels })),
  one('DepthwiseConv2D', () =>
    all.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2, ...kernels }),
  ),
  one('SeparableConv2D', () =>
    all.separableConv2d({
      filters: 5,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      ...separableKernels,
    }),
  ),
  one('Conv2DTranspose', () =>
    all.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', ...kernels }),
  ),
  one('Conv2DTranspose, valid', () =>
    all.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'valid', ...kernels }),
  ),
  one('MaxPooling2D', () => all.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  one('AveragePooling2D', () => all.averagePooling2d({ poolSize: 2 })),
  one('GlobalAveragePooling2D', () => all.globalAveragePooling2d({})),
  one('GlobalMaxPooling2D', () => all.globalMaxPooling2d({})),
  one('BatchNormalization', () => all.batchNormalization({ ...kernels })),
  one('BatchNormalization, neither scale nor centre', () =>
    all.batchNormalization({ scale: false, center: false, ...kernels }),
  ),
  one('LayerNormalization', () => all.layerNormalization({ ...kernels })),
  one('ReLU', () => all.reLU({})),
  one('ReLU, limited', () => all.reLU({ maxValue: 0.7 })),
  one('LeakyReLU', () => all.leakyReLU({ alpha: 0.2 })),
  one('PReLU', () => all.prelu({ ...kernels })),
  one('ELU', () => all.elu({})),
  one('ThresholdedReLU', () => all.thresholdedReLU({ theta: 0.3 })),
  one('Softmax', () => all.softmax({ axis: -1 })),
  ...activations.map((activation) => one(`Activation ${activation}`, () => all.activation({ activation }))),
  one('Rescaling', () => all.rescaling({ scale: 0.5, offset: -0.3 })),
  one('Dropout', () => all.dropout({ rate: 0.5 })),
  one('ZeroPadding2D', () =>
    all.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 1],
      ],
    }),
  ),
  one('Cropping2D', () =>
    all.cropping2D({
      cropping: [
        [1, 2],
        [0, 1],
      ],
    }),
  ),
  one('UpSampling2D', () => all.upSampling2d({ size: [2, 3] })),
  one('UpSampling2D, bilinear', () => all.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })),
  one('Permute', () => all.permute({ dims: [3, 1, 2] })),
  one('Reshape', () => all.reshape({ targetShape: [10, 12] })),
  one('Flatten', () => all.flatten()),
  merged('Add', () => all.add()),
  merged('Multiply', () => all.multiply()),
  merged('Average', () => all.average()),
  merged('Maximum', () => all.maximum()),
  merged('Minimum', () => all.minimum()),
  merged('Concatenate', () => all.concatenate({ axis: -1 })),
  {
    title: 'Flatten and Dense',
    build: (x) =>
      all.dense({ units: 4, activation: 'sigmoid', ...kernels }).apply(all.flatten().apply(x)) as Tensor,
  },
  {
    title: 'a layer that is called twice',
    build: (x) => {
      const shared = all.conv2d({
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'tanh',
        ...kernels,
      });
      return shared.apply(shared.apply(x)) as Tensor;
    },
  },
  {
    title: 'a model inside a model',
    build: (x) => {
      const inside = layers.sequential({
        layers: [
          all.conv2d({ filters: 4, kernelSize: 1, inputShape: [6, 5, 4], ...kernels }),
          all.activation({ activation: 'tanh' }),
        ],
      });
      return inside.apply(x) as Tensor;
    },
  },
];
