import type { SmallestModel } from '../smallestModels.ts';
import type { ModelWriter } from '../smallModel.ts';
import type { Value } from '../../../../../../../src/engine/onnx/ir/graph.ts';

type Models = Readonly<Record<string, readonly SmallestModel[]>>;

const unary = (opType: string, values: 'signed' | 'positive' = 'signed'): readonly SmallestModel[] => [
  { form: 'of the layer', input: [2, 3], values, build: (x, net) => net.op(opType, [x]) },
];

/** Operands of the same shape, and with either one repeated: along the batch, inner and leading axes. */
const binary = (opType: string): readonly SmallestModel[] => [
  { form: 'layer and constant', input: [2, 3], build: (x, net) => net.op(opType, [x, net.floats([2, 3, 4])]) },
  { form: 'constant and layer', input: [2, 3], build: (x, net) => net.op(opType, [net.floats([2, 3, 4]), x]) },
  { form: 'layer twice', input: [2, 3], build: (x, net) => net.op(opType, [x, x]) },
  {
    form: 'layer repeated along inner axes',
    input: [3, 1, 1],
    build: (x, net) => net.op(opType, [net.weights(3, 2, 4), x]),
  },
  {
    form: 'first operand repeated',
    input: [3, 1, 2],
    build: (x, net) => net.op(opType, [x, net.op('Add', [positive(net, 3, 2, 1), net.op('Abs', [x])])]),
  },
  {
    form: 'layer gains leading axes',
    input: [2],
    build: (x, net) => net.op(opType, [x, positive(net, 4, 1, 1, 2)]),
  },
];

const positive = (net: ModelWriter, ...shape: number[]): Value => net.op('Exp', [net.weights(...shape)]);

/** x where the comparison holds, else 3 x: the comparison itself has no gradient. */
const comparison = (opType: string): readonly SmallestModel[] => [
  {
    form: 'as a condition',
    input: [2, 3],
    build: (x, net) => net.op('Where', [net.op(opType, [x, net.scalar(0)]), x, net.op('Mul', [x, net.scalar(3)])]),
  },
];

/** The same with two conditions joined. */
const joined = (opType: string): readonly SmallestModel[] => [
  {
    form: 'of two conditions',
    input: [2, 3],
    build: (x, net) => {
      const conditions = [net.op('Greater', [x, net.scalar(0)]), net.op('Less', [x, net.scalar(0.6)])];
      return net.op('Where', [net.op(opType, conditions), x, net.op('Mul', [x, net.scalar(3)])]);
    },
  },
];

/** As `comparison`, for an operation with one operand. */
const check = (opType: string): readonly SmallestModel[] => [
  {
    form: 'as a condition',
    input: [2, 3],
    build: (x, net) => net.op('Where', [net.op(opType, [x]), x, net.op('Mul', [x, net.scalar(3)])]),
  },
];

/** x op(x): the product rule with nothing from the second factor. */
const stepwise = (opType: string): readonly SmallestModel[] => [
  { form: 'as a factor', input: [2, 3], build: (x, net) => net.op('Mul', [x, net.op(opType, [x])]) },
];

export const elementwiseModels: Models = {
  Identity: unary('Identity'),
  Dropout: unary('Dropout'),
  Neg: unary('Neg'),
  Erf: unary('Erf'),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Abs: unary('Abs'),
  Reciprocal: unary('Reciprocal'),
  Exp: unary('Exp'),
  Log: unary('Log', 'positive'),
  Sqrt: unary('Sqrt', 'positive'),
  Pow: [
    { form: 'cube', input: [2, 3], build: (x, net) => net.op('Pow', [x, net.scalar(3)]) },
    { form: 'square', input: [2, 3], build: (x, net) => net.op('Pow', [x, net.scalar(2)]) },
    { form: 'first power', input: [2, 3], build: (x, net) => net.op('Pow', [x, net.scalar(1)]) },
    { form: 'root', input: [2, 3], values: 'positive', build: (x, net) => net.op('Pow', [x, net.scalar(0.5)]) },
    { form: 'an integer as exponent', input: [2, 3], build: (x, net) => net.op('Pow', [x, net.intTensor([3], [])]) },
    { form: 'an exponent for each column', input: [2, 3], values: 'positive', build: (x, net) => net.op('Pow', [x, net.floats([0.5, 2, -1])]) },
  ],
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  Div: binary('Div'),
  Sum: [
    { form: 'one', input: [2], build: (x, net) => net.op('Sum', [x]) },
    { form: 'three, one repeated', input: [2, 3], build: (x, net) => net.op('Sum', [x, net.op('ReduceMean', [x, net.ints(2)]), x]) },
  ],
  Mean: [
    { form: 'one', input: [2], build: (x, net) => net.op('Mean', [x]) },
    { form: 'three, one repeated', input: [2, 3], build: (x, net) => net.op('Mean', [x, net.op('ReduceMean', [x, net.ints(2)]), x]) },
  ],
  Mod: [
    {
      form: 'of what changes by a number',
      input: [2, 3],
      values: 'distinct',
      build: (x, net) => net.op('Mod', [x, net.scalar(0.08)], { fmod: 1 }),
    },
    {
      form: 'by what changes',
      input: [2, 3],
      values: 'positive',
      build: (x, net) => net.op('Mod', [net.scalar(5), x], { fmod: 1 }),
    },
  ],
  Where: [
    {
      form: 'branches repeated',
      input: [2, 3],
      build: (x, net) => {
        const mean = net.op('ReduceMean', [x, net.ints(1)]);
        return net.op('Where', [net.op('Greater', [net.weights(2, 3), net.scalar(0)]), x, mean]);
      },
    },
  ],
  Sign: stepwise('Sign'),
  Floor: stepwise('Floor'),
  Ceil: stepwise('Ceil'),
  Greater: comparison('Greater'),
  GreaterOrEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessOrEqual: comparison('LessOrEqual'),
  Equal: comparison('Equal'),
  And: joined('And'),
  Or: joined('Or'),
  Xor: joined('Xor'),
  IsNaN: check('IsNaN'),
  IsInf: check('IsInf'),
  Not: [
    {
      form: 'of a condition',
      input: [2, 3],
      build: (x, net) => {
        const negative = net.op('Not', [net.op('Greater', [x, net.scalar(0)])]);
        return net.op('Where', [negative, x, net.op('Mul', [x, net.scalar(3)])]);
      },
    },
  ],
  Round: [
    {
      form: 'as a factor',
      input: [2, 3],
      build: (x, net) => net.op('Mul', [x, net.op('Round', [net.op('Add', [net.op('Sign', [x]), net.op('Mul', [x, net.scalar(0.1)])])])]),
    },
  ],
};
