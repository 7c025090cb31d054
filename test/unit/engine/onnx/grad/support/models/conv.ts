import type { SmallestModel } from '../smallestModels.ts';

interface ConvForm {
  readonly form: string;
  readonly channels?: number;
  readonly outputs?: number;
  readonly size: readonly number[];
  readonly kernel: readonly number[];
  readonly group?: number;
  readonly attributes?: Readonly<Record<string, readonly number[] | string>>;
}

const forms: readonly ConvForm[] = [
  { form: '3x3', size: [5, 6], kernel: [3, 3], attributes: { pads: [1, 1, 1, 1] } },
  { form: 'no padding', size: [5, 6], kernel: [3, 2] },
  { form: '1x1', size: [3, 4], kernel: [1, 1] },
  { form: '1x1, stride 2', size: [5, 6], kernel: [1, 1], attributes: { strides: [2, 2] } },
  { form: 'stride 2', size: [7, 7], kernel: [3, 3], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
  { form: 'stride 2, rows that no window reaches', size: [8, 9], kernel: [3, 3], attributes: { strides: [2, 3] } },
  { form: '7x7, stride 2', size: [12, 11], kernel: [7, 7], attributes: { strides: [2, 2], pads: [3, 3, 3, 3] } },
  { form: 'stride beyond the kernel', size: [9, 9], kernel: [2, 2], attributes: { strides: [4, 3] } },
  { form: 'dilated', size: [8, 7], kernel: [3, 2], attributes: { dilations: [2, 3], pads: [2, 1, 2, 1] } },
  { form: 'dilated, stride 2', size: [9, 9], kernel: [3, 3], attributes: { dilations: [2, 2], strides: [2, 2], pads: [2, 2, 2, 2] } },
  { form: 'asymmetric padding', size: [5, 6], kernel: [3, 3], attributes: { pads: [0, 2, 1, 0] } },
  { form: 'asymmetric padding, stride 2', size: [6, 6], kernel: [3, 3], attributes: { strides: [2, 2], pads: [0, 0, 1, 1] } },
  { form: 'padding beyond the kernel', size: [4, 4], kernel: [1, 1], attributes: { pads: [1, 1, 1, 1] } },
  { form: 'groups', size: [4, 5], kernel: [3, 3], group: 2, attributes: { pads: [1, 1, 1, 1] } },
  { form: 'groups, stride 2', size: [6, 5], kernel: [3, 3], group: 2, attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
  { form: 'depthwise', size: [4, 5], kernel: [3, 3], group: 4, outputs: 4, attributes: { pads: [1, 1, 1, 1] } },
  { form: 'depthwise, multiplier 2, stride 2', size: [6, 6], kernel: [3, 3], group: 4, outputs: 8, attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
  { form: 'SAME_UPPER, stride 2', size: [6, 7], kernel: [3, 4], attributes: { strides: [2, 2], auto_pad: 'SAME_UPPER' } },
  { form: 'SAME_LOWER', size: [5, 6], kernel: [2, 4], attributes: { auto_pad: 'SAME_LOWER' } },
  { form: 'one spatial axis', size: [9], kernel: [3], attributes: { strides: [2], pads: [1, 0] } },
  { form: 'three spatial axes', size: [3, 4, 3], kernel: [2, 3, 2] },
];

const model =
  (opType: 'Conv' | 'ConvTranspose', layout: (inputs: number, outputs: number, group: number) => readonly [number, number]) =>
  ({ form, channels = 4, outputs = 6, size, kernel, group = 1, attributes = {} }: ConvForm): SmallestModel => ({
    form,
    input: [channels, ...size],
    build: (x, net) => {
      const weights = net.weights(...layout(channels, outputs, group), ...kernel);
      return net.op(opType, [x, weights, net.weights(outputs)], { ...attributes, group });
    },
  });

const convModel = model('Conv', (inputs, outputs, group) => [outputs, inputs / group]);
const transposeModel = model('ConvTranspose', (inputs, outputs, group) => [inputs, outputs / group]);

/** What ONNX Runtime's ConvTranspose accepts: no more padding than kernel, no automatic padding beside an output size. */
const transposable = forms.filter(({ form }) => !/SAME|beyond the kernel/.test(form));

/** Windows alone would give 9 rows and 11 columns. */
const transposedSizes = [
  ['output size', { output_shape: [8, 10] }],
  ['output size, odd padding at the end', { output_shape: [8, 8], auto_pad: 'SAME_UPPER' }],
  ['output size, pads that do not count', { output_shape: [8, 9], pads: [1, 0, 0, 1] }],
  ['output size and output padding', { output_shape: [9, 10], output_padding: [1, 1] }],
  ['output one larger than all windows', { output_shape: [10, 12] }],
] as const;

export const convModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  Conv: [
    ...forms.map(convModel),
    {
      form: 'weights that a node computes',
      input: [2, 5, 5],
      build: (x, net) => net.op('Conv', [x, net.op('Tanh', [net.weights(3, 2, 3, 3)])], { pads: [1, 1, 1, 1] }),
    },
  ],
  ConvTranspose: [
    ...transposable.map(transposeModel),
    ...transposedSizes.map(
      ([form, attributes]): SmallestModel => ({
        form,
        input: [3, 4, 5],
        build: (x, net) => net.op('ConvTranspose', [x, net.weights(3, 2, 3, 3)], { strides: [2, 2], ...attributes }),
      }),
    ),
    {
      form: 'output padding',
      input: [3, 4, 5],
      build: (x, net) =>
        net.op('ConvTranspose', [x, net.weights(3, 2, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 0] }),
    },
  ],
};
