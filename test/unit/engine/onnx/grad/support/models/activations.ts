import type { SmallestModel } from '../smallestModels.ts';

type Attributes = Readonly<Record<string, { readonly float: number }>>;

const plain = (opType: string, attributes: Attributes = {}): SmallestModel => ({
  form: Object.keys(attributes).length === 0 ? 'as it is' : Object.keys(attributes).join(', '),
  input: [3, 2],
  build: (x, net) => net.op(opType, [x], attributes),
});

/** Inputs -11.75, -10.75, … 11.25: at least 0.25 from every kink at a multiple of one half. */
const wide = (form: string, build: SmallestModel['build']): SmallestModel => ({
  form,
  input: [3, 4],
  values: 'distinct',
  build: (x, net) => build(net.op('Add', [net.op('Mul', [x, net.scalar(20)]), net.scalar(0.25)]), net),
});

const along = (opType: string): readonly SmallestModel[] => [
  { form: 'last axis by default', input: [2, 4], build: (x, net) => net.op(opType, [x]) },
  { form: 'channels', input: [4, 2, 2], build: (x, net) => net.op(opType, [x], { axis: 1 }) },
  { form: 'counted from behind', input: [2, 4, 3], build: (x, net) => net.op(opType, [x], { axis: -2 }) },
];

export const activationModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  Relu: [plain('Relu')],
  LeakyRelu: [plain('LeakyRelu'), plain('LeakyRelu', { alpha: { float: 0.3 } })],
  PRelu: [
    { form: 'a slope for each channel', input: [3, 2], build: (x, net) => net.op('PRelu', [x, net.weights(3, 1)]) },
    { form: 'slopes that depend on the layer', input: [3, 2], build: (x, net) => net.op('PRelu', [x, net.op('Tanh', [x])]) },
  ],
  ThresholdedRelu: [
    wide('ONNX default', (x, net) => net.op('ThresholdedRelu', [x])),
    wide('of its own', (x, net) => net.op('ThresholdedRelu', [x], { alpha: { float: 3 } })),
  ],
  Elu: [plain('Elu'), plain('Elu', { alpha: { float: 0.7 } })],
  Selu: [plain('Selu'), plain('Selu', { alpha: { float: 1.5 }, gamma: { float: 0.8 } })],
  Celu: [plain('Celu'), plain('Celu', { alpha: { float: 0.4 } })],
  Softplus: [plain('Softplus')],
  Softsign: [plain('Softsign')],
  Mish: [plain('Mish')],
  Gelu: [
    plain('Gelu'),
    { form: 'by tanh', input: [3, 2], build: (x, net) => net.op('Gelu', [x], { approximate: 'tanh' }) },
  ],
  Softmax: along('Softmax'),
  LogSoftmax: along('LogSoftmax'),
  Hardmax: [
    { form: 'as a factor', input: [4], values: 'distinct', build: (x, net) => net.op('Mul', [x, net.op('Hardmax', [x])]) },
  ],
  Sigmoid: [plain('Sigmoid')],
  Tanh: [plain('Tanh')],
  HardSigmoid: [
    wide('ONNX defaults', (x, net) => net.op('HardSigmoid', [x])),
    wide('as PyTorch', (x, net) => net.op('HardSigmoid', [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } })),
  ],
  HardSwish: [wide('both sides', (x, net) => net.op('HardSwish', [x]))],
  Clip: [
    wide('0 to 6', (x, net) => net.op('Clip', [x, net.scalar(0), net.scalar(6)])),
    wide('lower bound', (x, net) => net.op('Clip', [x, net.scalar(-2)])),
    wide('upper bound', (x, net) => net.op('Clip', [x, null, net.scalar(3)])),
    wide('no bound', (x, net) => net.op('Clip', [x])),
  ],
};
