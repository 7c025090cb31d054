import type { Value } from '../../../../../../../src/engine/onnx/ir/graph.ts';
import type { ModelWriter } from '../smallModel.ts';
import type { SmallestModel } from '../smallestModels.ts';

/** Where the largest and the smallest element of each image stand, int64 [n, 1] each. */
const extremePlaces = (x: Value, net: ModelWriter): Value[] =>
  ['ArgMax', 'ArgMin'].map((opType) => net.op(opType, [x], { axis: 1 }));

/** The first axis behind the batch in front of it. */
const turned = (x: Value, net: ModelWriter): Value => net.op('Transpose', [x], { perm: [1, 0, 2] });

const padded = (mode: string, ...counts: readonly number[]): SmallestModel => ({
  form: `${mode}, ${counts.join(' ')}`,
  input: [2, 3, 4],
  build: (x, net) => net.op('Pad', [x, net.ints(...counts)], { mode }),
});

export const selectionModels: Readonly<Record<string, readonly SmallestModel[]>> = {
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
    padded('edge', 0, 0, 2, 1, 0, 0, 0, 3),
    padded('edge', 0, 0, -1, 2, 0, 1, 2, 0),
    padded('reflect', 0, 0, 1, 2, 0, 0, 2, 3),
    padded('reflect', 0, 0, 0, 1, 0, 0, 1, 0),
    padded('wrap', 0, 0, 1, 2, 0, 0, 2, 3),
    {
      form: 'reflect, given axes',
      input: [2, 3, 4],
      build: (x, net) => net.op('Pad', [x, net.ints(1, 2, 0, 3), null, net.ints(-2, -1)], { mode: 'reflect' }),
    },
  ],
  Slice: [
    { form: 'two axes', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(1, 0), net.ints(3, 4), net.ints(1, 2)]) },
    { form: 'from behind, to the end', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(-3), net.ints(2 ** 40), net.ints(-1), net.ints(1)]) },
    { form: 'every second one', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(0, 1), net.ints(2 ** 40, 5), net.ints(1, 2), net.ints(2, 3)]) },
    { form: 'backwards', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(-1), net.ints(-(2 ** 40)), net.ints(2), net.ints(-1)]) },
    { form: 'backwards, every second one, from inside', input: [7], build: (x, net) => net.op('Slice', [x, net.ints(5), net.ints(0), net.ints(1), net.ints(-2)]) },
    { form: 'all axes, some of them whole', input: [4, 5], build: (x, net) => net.op('Slice', [x, net.ints(0, 0, 2), net.ints(2 ** 40, 2 ** 40, 4)]) },
  ],
  Split: [
    {
      form: 'three parts, each used in its own way',
      input: [6, 2],
      build: (x, net) => {
        const [a, b, c] = net.ops(3, 'Split', [x, net.ints(2, 2, 2)], { axis: 1 });
        return net.op('Mul', [net.op('Tanh', [a!]), net.op('Add', [b!, net.op('Mul', [c!, c!])])]);
      },
    },
    {
      form: 'of four parts only the second and the last, counted from behind',
      input: [2, 7],
      build: (x, net) => {
        const parts = net.ops(4, 'Split', [x, net.ints(1, 2, 3, 1)], { axis: -1 });
        return net.op('Mul', [parts[1]!, parts[3]!]);
      },
    },
    {
      form: 'the first part only, equal parts',
      input: [5],
      build: (x, net) => net.ops(2, 'Split', [x], { axis: 1, num_outputs: 2 })[0]!,
    },
  ],
  Gather: [
    { form: 'one element, as the class token', input: [4, 3], build: (x, net) => net.op('Gather', [x, net.intTensor([0], [])], { axis: 1 }) },
    { form: 'one from behind', input: [4, 3], build: (x, net) => net.op('Gather', [x, net.intTensor([-1], [])], { axis: -1 }) },
    { form: 'neighbours', input: [5], build: (x, net) => net.op('Gather', [x, net.ints(1, 2, 3)], { axis: 1 }) },
    { form: 'another order', input: [4, 3], build: (x, net) => net.op('Gather', [x, net.ints(2, 0, 3, 1)], { axis: 1 }) },
    { form: 'another order, some left out', input: [5], build: (x, net) => net.op('Gather', [x, net.ints(4, 1)], { axis: 1 }) },
    { form: 'some several times', input: [4, 3], build: (x, net) => net.op('Gather', [x, net.ints(1, 1, 3, 1)], { axis: 1 }) },
    { form: 'some several times, last axis', input: [4, 3], build: (x, net) => net.op('Gather', [x, net.ints(0, -1, 0)], { axis: -1 }) },
    { form: 'a table of indices', input: [5, 2], build: (x, net) => net.op('Gather', [x, net.intTensor([3, 0, 1, 4, 2, 0], [2, 3])], { axis: 1 }) },
  ],
  GatherElements: [
    {
      form: 'places that are computed',
      input: [4],
      values: 'distinct',
      build: (x, net) => net.op('GatherElements', [x, net.op('ArgMax', [x], { axis: 1 })], { axis: -1 }),
    },
    {
      form: 'one place twice',
      input: [4],
      values: 'distinct',
      build: (x, net) => {
        const indices = net.op('Concat', [...extremePlaces(x, net), net.op('ArgMax', [x], { axis: 1 })], { axis: 1 });
        return net.op('GatherElements', [net.op('Mul', [x, x]), indices], { axis: 1 });
      },
    },
  ],
  GatherND: [
    { form: 'rows', input: [3], build: (x, net) => net.op('GatherND', [x, net.intTensor([1, 0, 1], [3, 1])]) },
    { form: 'elements behind the batch', input: [3, 4], build: (x, net) => net.op('GatherND', [net.op('Transpose', [x], { perm: [1, 2, 0] }), net.intTensor([2, 1, 0, 3, 2, 1], [3, 2])]) },
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
    {
      form: 'updates in place of what was there',
      input: [4],
      values: 'distinct',
      build: (x, net) => {
        const updates = net.op('Tanh', [net.op('Slice', [x, net.ints(0), net.ints(2), net.ints(1)])]);
        const indices = net.op('Concat', extremePlaces(x, net), { axis: 1 });
        return net.op('ScatterElements', [net.op('Mul', [x, x]), indices, updates], { axis: 1 });
      },
    },
  ],
  ScatterND: [
    {
      form: 'a row in place of another',
      input: [3, 2],
      build: (x, net) => {
        const [first, rest] = net.ops(2, 'Split', [turned(x, net), net.ints(1, 2)], { axis: 0 });
        return net.op('ScatterND', [net.op('Mul', [rest!, rest!]), net.intTensor([1], [1, 1]), first!]);
      },
    },
    {
      form: 'rows added',
      input: [3, 2],
      build: (x, net) => {
        const [first, rest] = net.ops(2, 'Split', [turned(x, net), net.ints(1, 2)], { axis: 0 });
        return net.op('ScatterND', [net.op('Mul', [rest!, rest!]), net.intTensor([0], [1, 1]), first!], { reduction: 'add' });
      },
    },
  ],
};
