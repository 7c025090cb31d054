import type { SmallestModel } from '../smallestModels.ts';

interface PoolForm {
  readonly form: string;
  readonly size: readonly number[];
  readonly attributes: Readonly<Record<string, number | string | readonly number[]>>;
}

const shared: readonly PoolForm[] = [
  { form: '2x2, side by side', size: [4, 6], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
  { form: 'side by side with rows left over', size: [5, 7], attributes: { kernel_shape: [2, 3], strides: [2, 3] } },
  { form: 'side by side, the last window cut off', size: [5, 7], attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 } },
  { form: '3x3, stride 2, padded', size: [7, 8], attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
  { form: '3x3, stride 2, the last window cut off', size: [6, 8], attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
  { form: '3x3, stride 1, padded', size: [4, 5], attributes: { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] } },
  { form: 'asymmetric padding', size: [5, 5], attributes: { kernel_shape: [3, 2], strides: [2, 1], pads: [0, 1, 1, 0] } },
  { form: 'stride beyond the kernel', size: [8, 8], attributes: { kernel_shape: [2, 2], strides: [3, 3] } },
  { form: 'dilated', size: [7, 7], attributes: { kernel_shape: [2, 3], dilations: [2, 1], strides: [2, 1], pads: [1, 1, 1, 1] } },
  { form: 'SAME_UPPER', size: [5, 6], attributes: { kernel_shape: [2, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' } },
  { form: 'one spatial axis', size: [7], attributes: { kernel_shape: [3], strides: [2] } },
];

const includingPad = shared
  .filter(({ attributes }) => 'pads' in attributes || 'ceil_mode' in attributes)
  .map(({ form, size, attributes }) => ({ form: `${form}, padding counts`, size, attributes: { ...attributes, count_include_pad: 1 } }));

const model =
  (opType: string, values: 'signed' | 'distinct') =>
  ({ form, size, attributes }: PoolForm): SmallestModel => ({
    form,
    input: [2, ...size],
    values,
    build: (x, net) => net.op(opType, [x], attributes),
  });

export const poolingModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  MaxPool: shared.map(model('MaxPool', 'distinct')),
  AveragePool: [...shared, ...includingPad].map(model('AveragePool', 'signed')),
  GlobalAveragePool: [
    { form: 'rows and columns', input: [3, 2, 4], build: (x, net) => net.op('GlobalAveragePool', [x]) },
    { form: 'one spatial axis', input: [3, 5], build: (x, net) => net.op('GlobalAveragePool', [x]) },
  ],
  GlobalMaxPool: [
    { form: 'rows and columns', input: [3, 2, 4], values: 'distinct', build: (x, net) => net.op('GlobalMaxPool', [x]) },
    { form: 'one spatial axis', input: [3, 5], values: 'distinct', build: (x, net) => net.op('GlobalMaxPool', [x]) },
  ],
};
