import { expect, test } from 'vitest';
import { openSession } from '../../../../../src/engine/onnx/sessions/session.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder, tinyClassifier } from '../../../../support/onnxModel.ts';

const options = { threads: 1, optimise: false } as const;

test.each([
  ['float32', new Float32Array([1.5, -2])],
  ['float64', new Float64Array([1.5, -2])],
  ['int64', new BigInt64Array([2n ** 40n, -1n])],
  ['int32', new Int32Array([7, -1])],
  ['uint8', new Uint8Array([7, 255])],
  ['bool', new Uint8Array([1, 0])],
] as const)('%s goes in and comes out', async (type, data) => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [2]);
  x.type = type;
  const session = await openSession(builder.gives(builder.node('Identity', 'copy', [x])).graph, options);
  const feed = { type, data, shape: [2] } as Parameters<typeof session.run>[0][string];
  const { 'copy:0': y } = await session.run({ x: feed });
  expect(y).toEqual({ type, data, shape: [2] });
  expect(session.outputTypes.get('copy:0')).toBe(type);
  await session.close();
});

test('only what is fetched is computed and returned', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [1]);
  builder.gives(builder.node('Neg', 'a', [x]), builder.node('Abs', 'b', [x]));
  const session = await openSession(builder.graph, options);
  const feed = { type: 'float32', data: new Float32Array([-3]), shape: [1] } as const;
  expect(Object.keys(await session.run({ x: feed }, ['b:0']))).toEqual(['b:0']);
  expect(Object.keys(await session.run({ x: feed }))).toEqual(['a:0', 'b:0']);
  await session.close();
});

test('zeros padded in front of a max-pooling stay zeros where the graph is optimised', async () => {
  const builder = new ModelBuilder();
  const pads = builder.ints('pads', [0, 0, 0, 0, 0, 0, 1, 1]);
  const padded = builder.node('Pad', 'pad', [builder.input('x', [1, 1, 1, 1]), pads]);
  builder.gives(builder.node('MaxPool', 'pool', [padded], { kernel_shape: [2, 2] }));
  const session = await openSession(builder.graph, { threads: 1, optimise: true });
  const feed = { type: 'float32', data: new Float32Array([-3]), shape: [1, 1, 1, 1] } as const;
  expect((await session.run({ x: feed }))['pool:0']!.data).toEqual(new Float32Array([0]));
  await session.close();
});

test('a graph that ONNX Runtime does not take fails with its words', async () => {
  const builder = new ModelBuilder();
  builder.gives(builder.node('NoSuchOperation', 'n', [builder.input('x', [1])]));
  const { code, message } = await failure(() => openSession(builder.graph, options));
  expect(code).toBe('ENGINE_FAILED');
  expect(message).toContain('NoSuchOperation');
});

test('an input of the wrong shape fails with its words', async () => {
  const session = await openSession(tinyClassifier(1).graph, options);
  const feed = { type: 'float32', data: new Float32Array(12), shape: [1, 3, 2, 2] } as const;
  const { code, message } = await failure(() => session.run({ x: feed }));
  expect(code).toBe('ENGINE_FAILED');
  expect(message).toContain('Got: 2 Expected: 8');
  await session.close();
});

test('more memory than there is has a code of its own', async () => {
  const builder = new ModelBuilder();
  const shape = builder.ints('shape', [2 ** 30, 2 ** 14]);
  builder.gives(builder.node('Expand', 'huge', [builder.input('x', [1]), shape]));
  const session = await openSession(builder.graph, options);
  const feed = { type: 'float32', data: new Float32Array(1), shape: [1] } as const;
  expect((await failure(() => session.run({ x: feed }))).code).toBe('ENGINE_OUT_OF_MEMORY');
  await session.close();
});
