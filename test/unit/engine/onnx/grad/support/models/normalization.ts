import type { SmallestModel } from '../smallestModels.ts';

const epsilon = { epsilon: { float: 0.01 } };

export const normalizationModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  BatchNormalization: [2, 4].map((rank) => ({
    form: `rank ${rank}`,
    input: [3, 2, 2].slice(0, rank - 1),
    build: (x, net) =>
      net.op('BatchNormalization', [x, net.weights(3), net.weights(3), net.weights(3), net.floats([0.5, 1, 2])], epsilon),
  })),
  LayerNormalization: [
    { form: 'tokens', input: [3, 5], build: (x, net) => net.op('LayerNormalization', [x, net.weights(5), net.weights(5)], { axis: -1, ...epsilon }) },
    { form: 'without bias, axis and epsilon by default', input: [2, 5], build: (x, net) => net.op('LayerNormalization', [x, net.weights(5)]) },
    { form: 'several axes', input: [3, 2, 4], build: (x, net) => net.op('LayerNormalization', [x, net.weights(3, 2, 4), net.weights(3, 2, 4)], { axis: 1 }) },
  ],
  InstanceNormalization: [
    { form: 'rows and columns', input: [3, 3, 2], build: (x, net) => net.op('InstanceNormalization', [x, net.weights(3), net.weights(3)], epsilon) },
    { form: 'one group of channels as an axis', input: [2, 6], build: (x, net) => net.op('InstanceNormalization', [x, net.weights(2), net.weights(2)]) },
  ],
  GroupNormalization: [
    { form: 'two groups', input: [4, 3, 2], build: (x, net) => net.op('GroupNormalization', [x, net.weights(2), net.weights(2)], { num_groups: 2, ...epsilon }) },
  ],
  LRN: [
    { form: 'odd window', input: [6, 2, 2], build: (x, net) => net.op('LRN', [x], { size: 3, alpha: { float: 0.5 }, beta: { float: 0.6 }, bias: { float: 2 } }) },
    { form: 'window of all channels for the middle one', input: [5, 2, 1], build: (x, net) => net.op('LRN', [x], { size: 5, alpha: { float: 1 } }) },
    { form: 'ONNX defaults', input: [3, 2, 2], build: (x, net) => net.op('LRN', [x], { size: 5 }) },
  ],
};
