/** One operation each, as graph models hold it: the smallest network with it, and where its input must stay. */
import { randomGenerator, uniform } from '../../onnx/grad/support/random.ts';

/** A constant input. */
export interface Given {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface OpCase {
  readonly op: string;
  readonly title: string;
  /** Of the image: [n, rows, columns, channels]. */
  readonly shape: readonly [number, number, number, number];
  /** What the image becomes first; null: it stays. */
  readonly reshaped: readonly number[] | null;
  /** 'x' is the image. */
  readonly inputs: readonly ('x' | Given)[];
  readonly attributes: Readonly<Record<string, object>>;
  /** Distance of neighbouring values of the image: differences must not step over a kink. */
  readonly gap: number;
  /** Smallest value; null: they lie around zero. */
  readonly least: number | null;
}

type Options = Partial<Omit<OpCase, 'op' | 'inputs'>>;

let draws = 0;
export const floats = (...shape: number[]): Given => {
  const count = shape.reduce((product, dim) => product * dim, 1);
  return { dtype: 'float32', shape, values: [...uniform(count, randomGenerator(++draws))] };
};
const positive = (...shape: number[]): Given => {
  const given = floats(...shape);
  return { ...given, values: given.values.map((value) => 0.5 + Math.abs(value)) };
};
const ints = (...values: number[]): Given => ({ dtype: 'int32', shape: [values.length], values });
const int = (value: number): Given => ({ dtype: 'int32', shape: [], values: [value] });
const number = (value: number): Given => ({ dtype: 'float32', shape: [], values: [value] });
const pads = (...values: number[]): Given => ({ dtype: 'int32', shape: [values.length / 2, 2], values });

const list = (...values: number[]): object => ({ list: { i: values.map(String) } });
const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
const flag = (b: boolean): object => ({ b });
const whole = (i: number): object => ({ i: String(i) });
const real = (f: number): object => ({ f });

const of = (
  op: string,
  inputs: OpCase['inputs'] = ['x'],
  attributes: OpCase['attributes'] = {},
  options: Options = {},
): OpCase => ({
  op,
  title: op,
  shape: [2, 3, 4, 3],
  reshaped: null,
  inputs,
  attributes,
  gap: 0.03,
  least: null,
  ...options,
});

const windows = (
  op: string,
  weights: readonly Given[],
  title: string,
  {
    stride = 1,
    dilation = 1,
    padding = 'SAME',
    ...more
  }: Record<string, unknown> & {
    stride?: number;
    dilation?: number;
    padding?: string;
  },
  options: Options = {},
): OpCase =>
  of(
    op,
    ['x', ...weights],
    {
      strides: list(1, stride, stride, 1),
      dilations: list(1, dilation, dilation, 1),
      padding: text(padding),
      data_format: text('NHWC'),
      ...(more as Record<string, object>),
    },
    { shape: [2, 7, 6, 3], title: `${op} ${title}`, ...options },
  );

const convolutions = (op: string, filter: (size: number) => Given): OpCase[] => [
  windows(op, [filter(3)], 'SAME', {}),
  windows(op, [filter(3)], 'VALID', { padding: 'VALID' }),
  windows(op, [filter(3)], 'stride 2', { stride: 2 }),
  windows(op, [filter(5)], '5x5, stride 2', { stride: 2 }),
  windows(op, [filter(2)], '2x2, stride 3: some inputs are not read', { stride: 3, padding: 'VALID' }),
  windows(op, [filter(1)], '1x1, stride 2', { stride: 2 }),
  windows(op, [filter(3)], 'dilated', { dilation: 2 }),
];

const pools = (op: string): OpCase[] => {
  const pool = (title: string, size: number, stride: number, padding: string): OpCase =>
    windows(op, [], title, { stride, padding, ksize: list(1, size, size, 1) }, { gap: 0.01 });
  return [
    pool('2x2', 2, 2, 'VALID'),
    pool('3x3, overlapping', 3, 2, 'SAME'),
    pool('3x3, stride 1', 3, 1, 'SAME'),
    pool('2x2, stride 3: some inputs are not read', 2, 3, 'VALID'),
  ];
};

const unary = (names: readonly string[], options: Options = {}): OpCase[] =>
  names.map((op) => of(op, ['x'], {}, options));

const matrix = { reshaped: [6, 12] } as const;
const batchOfMatrices = { reshaped: [2, 3, 12] } as const;
const reduce = (op: string): OpCase[] => [
  of(op, ['x', ints(1, 2)], { keep_dims: flag(false) }),
  of(op, ['x', ints(-1)], { keep_dims: flag(true) }, { title: `${op} last axis, kept` }),
];

const resize = (op: string): OpCase[] =>
  [
    ['plain', false, false],
    ['half pixels', false, true],
    ['aligned corners', true, false],
  ].map(([title, corners, half]) =>
    of(
      op,
      ['x', ints(5, 7)],
      { align_corners: flag(corners as boolean), half_pixel_centers: flag(half as boolean) },
      { title: `${op} ${String(title)}` },
    ),
  );

const normalised = (op: string): OpCase =>
  of(op, ['x', floats(3), floats(3), floats(3), positive(3)], {
    epsilon: real(1e-3),
    is_training: flag(false),
  });

export const opCases: readonly OpCase[] = [
  ...unary(['Identity', 'Neg', 'Relu', 'Relu6', 'Abs', 'Sigmoid', 'Tanh', 'Softplus', 'Elu', 'Selu', 'Exp']),
  ...unary(['Square', 'Erf', 'Sin', 'Cos', 'Softmax', 'LogSoftmax']),
  ...unary(['Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal'], { least: 0.5 }),
  of('Relu6', ['x'], {}, { title: 'Relu6 on both sides', gap: 0.3 }),
  of('LeakyRelu', ['x'], { alpha: real(0.2) }),
  of('Prelu', ['x', floats(3)]),
  of('ClipByValue', ['x', number(-0.4839), number(0.7161)]),
  of('Cast', ['x'], { SrcT: { type: 'DT_FLOAT' }, DstT: { type: 'DT_FLOAT' } }),
  ...['AddV2', 'Add', 'Sub', 'Mul', 'BiasAdd', 'SquaredDifference'].map((op) => of(op, ['x', floats(3)])),
  of('Sub', [floats(3), 'x'], {}, { title: 'Sub from a constant' }),
  of('Mul', ['x', 'x'], {}, { title: 'Mul by itself' }),
  of('AddN', ['x', floats(2, 3, 4, 3), 'x']),
  ...['RealDiv', 'Div', 'Pow'].map((op) => of(op, ['x', positive(3)], {}, { least: 0.5 })),
  of('RealDiv', [floats(3), 'x'], {}, { title: 'RealDiv of a constant', least: 0.5 }),
  ...['Maximum', 'Minimum'].map((op) => of(op, ['x', number(0.2)])),
  of('Select', [
    { dtype: 'bool', shape: [2, 3, 4, 3], values: floats(72).values.map((v) => (v > 0 ? 1 : 0)) },
    'x',
    floats(2, 3, 4, 3),
  ]),
  of('SelectV2', [{ dtype: 'bool', shape: [3], values: [1, 0, 1] }, 'x', number(0.5)]),
  normalised('FusedBatchNorm'),
  normalised('FusedBatchNormV3'),
  ...['Mean', 'Sum', 'Max', 'Min'].flatMap(reduce),
  of('Reshape', ['x', ints(-1, 12, 3)]),
  of('Squeeze', ['x'], { squeeze_dims: list(1, 2) }, { shape: [3, 1, 1, 5] }),
  of('ExpandDims', ['x', int(1)]),
  of('Transpose', ['x', ints(0, 3, 1, 2)]),
  of('ConcatV2', ['x', floats(2, 3, 4, 2), 'x', int(3)], { N: whole(3) }),
  of('Pack', ['x', floats(2, 3, 4, 3)], { N: whole(2), axis: whole(1) }),
  of('Unpack', ['x'], { num: whole(3), axis: whole(1) }),
  of('Split', [int(3), 'x'], { num_split: whole(3) }),
  of('SplitV', ['x', ints(1, 2), int(3)], { num_split: whole(2) }),
  of('Pad', ['x', pads(0, 0, 1, 2, 0, 1, 0, 0)]),
  of('PadV2', ['x', pads(0, 0, 1, 2, 0, 1, 0, 0), number(0.5)]),
  of('MirrorPad', ['x', pads(0, 0, 1, 2, 2, 1, 0, 0)], { mode: text('REFLECT') }),
  of(
    'MirrorPad',
    ['x', pads(0, 0, 1, 2, 2, 1, 0, 0)],
    { mode: text('SYMMETRIC') },
    { title: 'MirrorPad symmetric' },
  ),
  of('Slice', ['x', ints(0, 1, 0, 1), ints(2, 2, -1, 2)]),
  of('StridedSlice', ['x', ints(0, 0, 3, 0), ints(2, 3, 0, 3), ints(1, 2, -1, 1)], {
    begin_mask: whole(9),
    end_mask: whole(9),
  }),
  of(
    'StridedSlice',
    ['x', ints(0, 1, 0, -1), ints(0, 3, 0, 0), ints(1, 1, 1, 1)],
    { begin_mask: whole(5), end_mask: whole(5), shrink_axis_mask: whole(8) },
    { title: 'StridedSlice, one axis less' },
  ),
  of('GatherV2', ['x', ints(2, 0, 2), int(3)], { batch_dims: whole(0) }),
  of('ReverseV2', ['x', ints(1, 3)]),
  of('Tile', ['x', ints(1, 2, 1, 2)]),
  of('BroadcastTo', ['x', ints(2, 3, 4, 5)], {}, { shape: [2, 3, 4, 1] }),
  of('SpaceToBatchND', ['x', ints(2, 2), pads(1, 1, 0, 2)], {}, { shape: [2, 4, 4, 3] }),
  of('BatchToSpaceND', ['x', ints(2, 2), pads(0, 1, 1, 0)], {}, { shape: [4, 3, 4, 2] }),
  of('DepthToSpace', ['x'], { block_size: whole(2), data_format: text('NHWC') }, { shape: [2, 2, 3, 8] }),
  ...resize('ResizeBilinear'),
  ...resize('ResizeNearestNeighbor'),
  ...convolutions('Conv2D', (size) => floats(size, size, 3, 4)),
  ...convolutions('DepthwiseConv2dNative', (size) => floats(size, size, 3, 2)),
  windows('Conv2D', [floats(3, 3, 3, 4)], 'padded', {
    padding: 'EXPLICIT',
    explicit_paddings: list(0, 0, 1, 2, 0, 1, 0, 0),
  }),
  of(
    'Conv2DBackpropInput',
    [ints(2, 7, 6, 4), floats(3, 3, 4, 3), 'x'],
    {
      strides: list(1, 2, 2, 1),
      padding: text('SAME'),
      data_format: text('NHWC'),
    },
    { shape: [2, 4, 3, 3] },
  ),
  ...pools('MaxPool'),
  ...pools('AvgPool'),
  of(
    'LRN',
    ['x'],
    { depth_radius: whole(2), bias: real(1.5), alpha: real(0.3), beta: real(0.7) },
    { shape: [2, 3, 3, 6] },
  ),
  of('MatMul', ['x', floats(12, 5)], { transpose_a: flag(false), transpose_b: flag(false) }, matrix),
  of(
    'MatMul',
    ['x', floats(5, 12)],
    { transpose_a: flag(false), transpose_b: flag(true) },
    { ...matrix, title: 'MatMul, transposed' },
  ),
  of('BatchMatMulV2', ['x', floats(2, 12, 5)], { adj_x: flag(false), adj_y: flag(false) }, batchOfMatrices),
  of(
    'BatchMatMul',
    ['x', 'x'],
    { adj_x: flag(false), adj_y: flag(true) },
    { ...batchOfMatrices, title: 'BatchMatMul with itself' },
  ),
];
