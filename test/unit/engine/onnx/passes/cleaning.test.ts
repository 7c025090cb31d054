import { expect, test } from 'vitest';
import type { Constant } from '../../../../../src/engine/onnx/ir/graph.ts';
import { integersOf } from '../../../../../src/engine/onnx/ir/integers.ts';
import { cutActivation } from '../../../../../src/engine/onnx/passes/cutActivation.ts';
import { foldPads } from '../../../../../src/engine/onnx/passes/foldPads.ts';
import { floatsConstant, hoistConstants } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { removeDead } from '../../../../../src/engine/onnx/passes/removeDead.ts';
import { removeNoOps } from '../../../../../src/engine/onnx/passes/removeNoOps.ts';
import { settleReshapes } from '../../../../../src/engine/onnx/passes/settleReshapes.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

const opsOf = ({ graph }: ModelBuilder): string[] => graph.nodes.map(({ opType }) => opType);
const floatAt = ({ bytes }: Constant, index: number): number =>
  new Float32Array(bytes.slice().buffer)[index]!;

test('constants in each of their forms, and shared ones, are hoisted', () => {
  const builder = new ModelBuilder();
  const forms = [
    builder.node('Constant', 'a', [], { value: floatsConstant([1, 2]) }),
    builder.node('Constant', 'b', [], { value_float: 2.5 }),
    builder.node('Constant', 'c', [], { value_ints: [3, 4] }),
    builder.node('Constant', 'd', [], { value_int: 5 }),
  ];
  const shared = builder.node('Identity', 'e', [builder.floats('weight', [2])]);
  builder.gives(builder.node('Concat', 'all', [...forms, shared], { axis: 0 }));
  expect(hoistConstants(builder.graph)).toBe(true);
  expect(opsOf(builder)).toEqual(['Concat']);
  expect(forms.map(({ constant }) => constant?.shape)).toEqual([[2], [], [2], []]);
  expect([floatAt(forms[0]!.constant!, 1), floatAt(forms[1]!.constant!, 0)]).toEqual([2, 2.5]);
  expect([integersOf(forms[2]!.constant!), integersOf(forms[3]!.constant!)]).toEqual([[3, 4], [5]]);
  expect(shared.constant).toBe(builder.graph.find('weight')!.constant);
  expect(hoistConstants(builder.graph)).toBe(false);
});

test('nodes that lead to no output go, one by one up the chain', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [1]);
  builder.node('Abs', 'dead end', [builder.node('Neg', 'dead', [x])]);
  builder.gives(builder.node('Relu', 'alive', [x]));
  expect(removeDead(builder.graph)).toBe(true);
  expect(opsOf(builder)).toEqual(['Relu']);
  expect(x.users.size).toBe(1);
  expect(removeDead(builder.graph)).toBe(false);
});

test('operations that change nothing go, and their names lead to what stays', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [{ perImage: 1 }, 4]);
  const same = builder.node('Reshape', 'same', [
    builder.node('Identity', 'id', [x]),
    builder.ints('s', [-1, 4]),
  ]);
  same.shape = [{ perImage: 1 }, 4];
  builder.graph.find('id:0')!.shape = x.shape;
  const other = builder.node('Reshape', 'other', [
    builder.node('Dropout', 'drop', [same]),
    builder.ints('t', [-1, 2]),
  ]);
  other.shape = [{ perImage: 2 }, 2];
  const unpadded = builder.node('Pad', 'none', [other, builder.ints('zeros', [0, 0, 0, 0])]);
  builder.gives(builder.node('Pad', 'some', [unpadded, builder.ints('ones', [0, 1, 0, 1])]));
  const aliases = new Map<string, string>();
  expect(removeNoOps(builder.graph, aliases)).toBe(true);
  expect(builder.graph.nodes.map(({ name }) => name)).toEqual(['other', 'some']);
  expect([...aliases]).toEqual([
    ['id:0', 'x'],
    ['same:0', 'x'],
    ['drop:0', 'x'],
    ['none:0', 'other:0'],
  ]);
});

test('a dropout that trains stays', () => {
  const builder = new ModelBuilder();
  const training = builder.graph.constant('training', { type: 'bool', shape: [], bytes: Uint8Array.of(1) });
  builder.gives(builder.node('Dropout', 'drop', [builder.input('x', [1]), null, training]));
  expect(removeNoOps(builder.graph)).toBe(false);
});

/** Pad in front of a convolution. */
function padded(
  pads: readonly number[],
  pad: Record<string, string> = {},
  conv: Record<string, string> = {},
  value = 0,
) {
  const builder = new ModelBuilder();
  const x = builder.input('x', [1, 3, 8, 8]);
  const wide = builder.node(
    'Pad',
    'pad',
    [x, builder.ints('pads', pads), builder.scalar('value', value)],
    pad,
  );
  builder.gives(builder.conv('conv', wide, [3, 4], { pads: [1, 0, 1, 0], ...conv }));
  return builder;
}

test('zero padding becomes the convolution’s own', () => {
  const builder = padded([0, 0, 1, 2, 0, 0, 3, 4]);
  expect(foldPads(builder.graph)).toBe(true);
  removeDead(builder.graph);
  expect(opsOf(builder)).toEqual(['Conv']);
  expect(builder.graph.nodes[0]!.ints('pads')).toEqual([2, 2, 4, 4]);
});

test.each([
  ['of ones', padded([0, 0, 1, 1, 0, 0, 1, 1], {}, {}, 1)],
  ['of channels', padded([0, 1, 0, 0, 0, 0, 0, 0])],
  ['that crops', padded([0, 0, -1, 1, 0, 0, 1, 1])],
  ['by reflection', padded([0, 0, 1, 1, 0, 0, 1, 1], { mode: 'reflect' })],
  ['where the size decides', padded([0, 0, 1, 1, 0, 0, 1, 1], {}, { auto_pad: 'SAME_UPPER' })],
])('padding %s stays', (_what, builder) => {
  expect(foldPads(builder.graph)).toBe(false);
  expect(opsOf(builder)).toEqual(['Pad', 'Conv']);
});

test('padding that something else reads too stays', () => {
  const builder = padded([0, 0, 1, 1, 0, 0, 1, 1]);
  const pad = builder.graph.find('pad:0')!;
  builder.gives(...builder.graph.outputs, builder.node('Relu', 'relu', [pad]));
  expect(foldPads(builder.graph)).toBe(false);
});

test('a reshape gets a constant target, unless two dimensions grow with the batch', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [{ perImage: 1 }, 4]);
  const target = builder.node('Shape', 'shape', [x]);
  const settled = builder.node('Reshape', 'settled', [x, target], { allowzero: 1 });
  settled.shape = [{ perImage: 2 }, 2];
  const twice = builder.node('Reshape', 'twice', [x, target]);
  twice.shape = [{ perImage: 1 }, { perImage: 4 }];
  expect(settleReshapes(builder.graph)).toBe(true);
  expect(integersOf(settled.producer!.input(1)!.constant!)).toEqual([-1, 2]);
  expect(settled.producer!.attributes.has('allowzero')).toBe(false);
  expect(twice.producer!.input(1)).toBe(target);
  expect(settleReshapes(builder.graph)).toBe(false);
});

/** Scores of shape `shape`, an activation, and what comes behind it. */
function ending(
  opType: string,
  shape: readonly number[],
  axis: number | null,
  behind: readonly string[] = [],
) {
  const builder = new ModelBuilder();
  const scores = builder.node('Relu', 'scores', [builder.input('x', shape)]);
  scores.shape = shape;
  const attributes: Record<string, number> = axis === null ? {} : { axis };
  let last = builder.node(opType, 'activation', [scores], attributes);
  for (const name of behind) last = builder.node(name, name, [last]);
  return builder.gives(last);
}

test.each([
  ['Softmax', [1, 5], -1, [], 'softmax', ['Relu']],
  ['Softmax', [1, 5], 1, ['Identity'], 'softmax', ['Relu', 'Identity']],
  ['LogSoftmax', [1, 5], 1, [], 'logsoftmax', ['Relu']],
  ['Sigmoid', [1, 5], null, [], 'sigmoid', ['Relu']],
  ['Softmax', [1, 5, 1, 1], 1, ['Flatten', 'Squeeze'], 'softmax', ['Relu', 'Flatten', 'Squeeze']],
  ['Softmax', [1, 5, 3, 3], 1, ['Flatten'], null, ['Relu', 'Softmax', 'Flatten']],
  ['Softmax', [1, 5], 1, ['Exp'], null, ['Relu', 'Softmax', 'Exp']],
  ['Tanh', [1, 5], null, [], null, ['Relu', 'Tanh']],
] as const)('%s over %j, axis %j, with %j behind it', (opType, shape, axis, behind, removed, left) => {
  const builder = ending(opType, shape, axis, behind);
  expect(cutActivation(builder.graph)).toBe(removed);
  expect(opsOf(builder)).toEqual(left);
});
