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
  Expand: [
    { form: 'inner axes', input: [3, 1, 1], build: (x, net) => net.op('Expand', [x, net.ints(1, 1, 2, 4)]) },
    { form: 'a leading axis', input: [3], build: (x, net) => net.op('Expand', [x, net.ints(4, 1, 3)]) },
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
  Size: [
    {
      form: 'as a divisor',
      input: [4],
      build: (x, net) => net.op('Div', [net.op('Mul', [x, x]), net.op('Cast', [net.op('Size', [x])], { to: 1 })]),
    },
  ],
  Tile: [
    { form: 'two axes', input: [2, 3], build: (x, net) => net.op('Tile', [x, net.ints(1, 3, 2)]) },
    { form: 'one that was of size 1', input: [1, 4], build: (x, net) => net.op('Tile', [x, net.ints(1, 5, 1)]) },
    { form: 'none', input: [2], build: (x, net) => net.op('Tile', [x, net.ints(1, 1)]) },
  ],
  Cast: [{ form: 'to double precision and back', input: [3], build: (x, net) => net.op('Cast', [net.op('Cast', [x], { to: 11 })], { to: 1 }) }],
  DepthToSpace: ['DCR', 'CRD'].map((mode) => ({
    form: mode,
    input: [8, 2, 3],
    build: (x, net) => net.op('DepthToSpace', [x], { blocksize: 2, mode }),
  })),
  SpaceToDepth: [{ form: 'blocks of 2', input: [2, 4, 6], build: (x, net) => net.op('SpaceToDepth', [x], { blocksize: 2 }) }],
  CumSum: [
    { form: 'from the front', input: [4, 2], build: (x, net) => net.op('CumSum', [x, net.intTensor([1], [])]) },
    { form: 'from behind, without itself', input: [4], build: (x, net) => net.op('CumSum', [x, net.intTensor([-1], [])], { exclusive: 1, reverse: 1 }) },
  ],
  Trilu: [
    { form: 'upper', input: [3, 4], build: (x, net) => net.op('Trilu', [x]) },
    { form: 'lower, moved', input: [4, 3], build: (x, net) => net.op('Trilu', [x, net.intTensor([-1], [])], { upper: 0 }) },
  ],
};
