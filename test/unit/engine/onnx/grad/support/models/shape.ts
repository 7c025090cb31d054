import type { SmallestModel } from '../smallestModels.ts';

export const shapeModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  Reshape: [
    { form: 'flat', input: [2, 3], build: (x, net) => net.op('Reshape', [x, net.ints(0, -1)]) },
    { form: 'axes into the batch', input: [2, 3], build: (x, net) => net.op('Reshape', [x, net.ints(-1, 3)]) },
  ],
  Flatten: [{ form: 'after the batch', input: [2, 3, 2], build: (x, net) => net.op('Flatten', [x], { axis: 1 }) }],
  Squeeze: [
    { form: 'given axes', input: [2, 1, 1], build: (x, net) => net.op('Squeeze', [x, net.ints(2, 3)]) },
    { form: 'every axis of size 1', input: [2, 1, 3], build: (x, net) => net.op('Squeeze', [x]) },
  ],
  Unsqueeze: [{ form: 'two axes', input: [2, 3], build: (x, net) => net.op('Unsqueeze', [x, net.ints(1, -1)]) }],
  Transpose: [
    { form: 'three axes round', input: [2, 3, 4], build: (x, net) => net.op('Transpose', [x], { perm: [0, 2, 3, 1] }) },
    { form: 'batch to the end', input: [2, 3], build: (x, net) => net.op('Transpose', [x], { perm: [1, 2, 0] }) },
    { form: 'reversed by default', input: [2, 3], build: (x, net) => net.op('Transpose', [x]) },
  ],
  Concat: [
    { form: 'layer twice', input: [2, 3], build: (x, net) => net.op('Concat', [x, net.op('Neg', [x])], { axis: 1 }) },
    {
      form: 'three of different sizes, last axis',
      input: [2, 3],
      build: (x, net) => {
        const mean = net.op('ReduceMean', [x, net.ints(2)]);
        return net.op('Concat', [mean, x, net.op('Tanh', [mean])], { axis: -1 });
      },
    },
  ],
  Pad: [
    { form: 'zeros', input: [2, 3, 4], build: (x, net) => net.op('Pad', [x, net.ints(0, 0, 1, 2, 0, 1, 0, 3)]) },
    { form: 'a constant, given axes', input: [2, 3, 4], build: (x, net) => net.op('Pad', [x, net.ints(1, 0, 2, 1), net.scalar(5), net.ints(-1, 1)]) },
    { form: 'cropping', input: [2, 5, 4], build: (x, net) => net.op('Pad', [x, net.ints(0, 0, -1, 1, 0, 0, -2, -1)]) },
  ],
  Slice: [
    { form: 'two axes', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(1, 0), net.ints(3, 4), net.ints(1, 2)]) },
    { form: 'from behind, to the end', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(-3), net.ints(2 ** 40), net.ints(-1), net.ints(1)]) },
  ],
  Expand: [
    { form: 'inner axes', input: [3, 1, 1], build: (x, net) => net.op('Expand', [x, net.ints(1, 1, 2, 4)]) },
    { form: 'a leading axis', input: [3], build: (x, net) => net.op('Expand', [x, net.ints(4, 1, 3)]) },
  ],
  ScatterElements: [
    {
      form: 'updates added up',
      input: [3],
      build: (x, net) => {
        const flat = net.op('Reshape', [net.op('Slice', [x, net.ints(0), net.ints(2), net.ints(1)]), net.ints(-1)]);
        const indices = net.op('Cast', [net.op('Mul', [net.op('Sign', [net.op('Abs', [flat])]), net.scalar(2)])], { to: 7 });
        return net.op('ScatterElements', [net.floats([1, 2, 3, 4]), indices, flat], { axis: 0, reduction: 'add' });
      },
    },
  ],
  Shape: [
    {
      form: 'as a reshape target',
      input: [2, 3],
      build: (x, net) => net.op('Mul', [x, net.op('ConstantOfShape', [net.op('Shape', [x])])]),
    },
  ],
  ConstantOfShape: [
    {
      form: 'added to the layer',
      input: [2, 3],
      build: (x, net) => net.op('Add', [x, net.op('ConstantOfShape', [net.op('Shape', [x])])]),
    },
  ],
  ArgMax: [
    {
      form: 'as a scale',
      input: [4],
      values: 'distinct',
      build: (x, net) => net.op('Mul', [x, net.op('Cast', [net.op('ArgMax', [x], { axis: 1 })], { to: 1 })]),
    },
  ],
  BatchNormalization: [2, 4].map((rank) => ({
    form: `rank ${rank}`,
    input: [3, 2, 2].slice(0, rank - 1),
    build: (x, net) =>
      net.op('BatchNormalization', [x, net.weights(3), net.weights(3), net.weights(3), net.floats([0.5, 1, 2])], {
        epsilon: { float: 0.01 },
      }),
  })),
};
