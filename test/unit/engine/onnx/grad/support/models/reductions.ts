import type { InputValues, SmallestModel } from '../smallestModels.ts';

/** What every reduction takes: axes as an input, in every form that networks write. */
const reduction = (opType: string, values: InputValues = 'signed'): readonly SmallestModel[] => [
  { form: 'axes kept', input: [3, 2, 4], values, build: (x, net) => net.op(opType, [x, net.ints(2, 3)]) },
  {
    form: 'axes dropped, counted from behind',
    input: [3, 2, 4],
    values,
    build: (x, net) => net.op(opType, [x, net.ints(-1, -3)], { keepdims: 0 }),
  },
  { form: 'channels', input: [3, 2, 4], values, build: (x, net) => net.op(opType, [x, net.ints(1)]) },
  {
    form: 'last axis dropped',
    input: [3, 4],
    values,
    build: (x, net) => net.op(opType, [x, net.ints(2)], { keepdims: 0 }),
  },
];

const noAxes = (opType: string): SmallestModel => ({
  form: 'no axes mean none',
  input: [3, 2],
  build: (x, net) => net.op(opType, [x, net.ints()], { noop_with_empty_axes: 1 }),
});

/** The layer, a constant and the layer's channels in another order: which is largest differs from element to element. */
const amongInputs = (opType: string): readonly SmallestModel[] => [
  {
    form: 'layer and constant, one repeated',
    input: [3, 4],
    values: 'distinct',
    build: (x, net) => net.op(opType, [x, net.floats([-0.02, 0.18, -0.32, 0.02])]),
  },
  {
    form: 'three, the layer twice',
    input: [4],
    values: 'distinct',
    build: (x, net) => {
      const turned = net.op('Gather', [x, net.ints(2, 3, 1, 0)], { axis: 1 });
      return net.op(opType, [x, net.scalar(0.01), turned]);
    },
  },
  { form: 'one', input: [3], build: (x, net) => net.op(opType, [x]) },
];

const index = (opType: string): readonly SmallestModel[] => [
  {
    form: 'as a scale',
    input: [4],
    values: 'distinct',
    build: (x, net) => net.op('Mul', [x, net.op('Cast', [net.op(opType, [x], { axis: 1 })], { to: 1 })]),
  },
];

const unitLength = (p: number): readonly SmallestModel[] => [
  { form: `p = ${p}, channels`, input: [3, 2, 2], build: (x, net) => net.op('LpNormalization', [x], { p, axis: 1 }) },
  { form: `p = ${p}, last axis by default`, input: [2, 4], build: (x, net) => net.op('LpNormalization', [x], { p }) },
];

export const reductionModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  ReduceSum: [...reduction('ReduceSum'), noAxes('ReduceSum')],
  ReduceMean: [...reduction('ReduceMean'), noAxes('ReduceMean')],
  ReduceProd: [
    ...reduction('ReduceProd'),
    noAxes('ReduceProd'),
  ],
  ReduceL1: reduction('ReduceL1'),
  ReduceL2: reduction('ReduceL2'),
  ReduceSumSquare: reduction('ReduceSumSquare'),
  ReduceLogSum: reduction('ReduceLogSum', 'positive'),
  ReduceLogSumExp: reduction('ReduceLogSumExp'),
  ReduceMax: reduction('ReduceMax', 'distinct'),
  ReduceMin: reduction('ReduceMin', 'distinct'),
  LpNormalization: [...unitLength(1), ...unitLength(2)],
  Max: amongInputs('Max'),
  Min: amongInputs('Min'),
  ArgMax: index('ArgMax'),
  ArgMin: index('ArgMin'),
};
