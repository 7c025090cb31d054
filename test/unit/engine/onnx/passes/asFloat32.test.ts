/** Files whose numbers are no float32, against ONNX Runtime's own casts and twins in float32. */
import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import { allValues } from '../../../../../src/engine/onnx/ir/allValues.ts';
import type { Constant, ElementType, Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { asFloat32 } from '../../../../../src/engine/onnx/passes/asFloat32.ts';
import { floatsConstant } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { toFloat32 } from '../../../../../src/engine/onnx/passes/toFloat32.ts';
import type { SessionTensor } from '../../../../../src/engine/onnx/sessions/session.ts';
import { failure } from '../../../../support/failure.ts';
import { maxDifference } from '../../../../support/golden.ts';
import { ModelBuilder, tinyClassifier } from '../../../../support/onnxModel.ts';
import { run } from './support/run.ts';

const threads = 1;
const n = { perImage: 1 };
const castTo = { float16: 10, float64: 11, bfloat16: 16, float32: 1 } as const;

const bytesOf = (array: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const everyPattern = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

test.each(['float16', 'bfloat16'] as const)('every number of type %s', async (type) => {
  const constant: Constant = { type, shape: [2 ** 16], bytes: bytesOf(everyPattern) };
  const builder = new ModelBuilder();
  const sum = builder.node('ReduceSum', 'zero', [builder.input('x', [1])], { keepdims: 0 });
  const cast = builder.node('Cast', 'cast', [builder.graph.constant('c', constant)], { to: 1 });
  builder.gives(builder.node('Where', 'y', [builder.node('IsNaN', 'nan', [sum]), sum, cast]));
  const expected = (await run(builder.graph, { type: 'float32', data: new Float32Array(1), shape: [1] }))[
    'y:0'
  ]!;
  const { type: made, shape, bytes } = toFloat32(constant);
  expect([made, shape]).toEqual(['float32', [2 ** 16]]);
  expect(new Float32Array(bytes.buffer)).toEqual(expected.data);
});

test('doubles are rounded, infinities stay, and what is too large becomes the largest', () => {
  const values = Float64Array.of(0.1, -1e308, 1e308, Infinity, -Infinity, NaN, 1e-300);
  // At an odd place, as files may have it.
  const bytes = new Uint8Array(values.byteLength + 1);
  bytes.set(bytesOf(values), 1);
  const found = toFloat32({ type: 'float64', shape: [7], bytes: bytes.subarray(1) });
  const most = 3.4028234663852886e38;
  expect([...new Float32Array(found.bytes.buffer)]).toEqual([
    Math.fround(0.1),
    -most,
    most,
    Infinity,
    -Infinity,
    NaN,
    0,
  ]);
});

/** Of numbers that half precision holds exactly. */
function narrowed(values: Float32Array, type: ElementType): Uint8Array {
  if (type === 'float64') return bytesOf(Float64Array.from(values));
  if (type === 'bfloat16')
    return bytesOf(Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16));
  return bytesOf(
    Uint16Array.from(values, (value) => {
      if (value === 0) return 0;
      const exponent = Math.floor(Math.log2(Math.abs(value)));
      return (
        (value < 0 ? 2 ** 15 : 0) + (exponent + 15) * 1024 + (Math.abs(value) / 2 ** exponent - 1) * 1024
      );
    }),
  );
}

/** The tiny classifier with weights of few digits, in float32. */
function coarse(batch: typeof n | 1 = n): ModelBuilder {
  const builder = tinyClassifier(batch);
  for (const value of allValues(builder.graph)) {
    if (value.constant === null) continue;
    const rounded = new Float32Array(value.constant.bytes.buffer).map((each) => Math.round(each * 64) / 64);
    value.constant = floatsConstant([...rounded], value.constant.shape);
  }
  return builder;
}

/** The same with weights, and the input, of another type. */
function typed(graph: Graph, type: 'float16' | 'float64' | 'bfloat16', alsoInput: boolean): Graph {
  const clone = cloneGraph(graph);
  for (const value of allValues(clone)) {
    if (value.constant === null) continue;
    const bytes = narrowed(new Float32Array(value.constant.bytes.slice().buffer), type);
    value.constant = { type, shape: value.constant.shape, bytes };
    value.type = type;
  }
  if (alsoInput) clone.inputs[0]!.type = type;
  else castAround(clone, type);
  return clone;
}

/** As exporters of mixed precision write it. */
function castAround(graph: Graph, type: keyof typeof castTo): void {
  const cast = (from: Value, to: keyof typeof castTo, at: number): Value => {
    const made = graph.fresh(`${from.name}/cast`);
    graph.add(
      { opType: 'Cast', inputs: [from], attributes: { to: { kind: 'int', value: castTo[to] } } },
      [made],
      at,
    );
    return made;
  };
  const [input] = graph.inputs;
  const users = [...input!.users];
  const narrow = cast(input!, type, 0);
  for (const user of users) graph.setInput(user, 0, narrow);
  graph.outputs = graph.outputs.map((output) => cast(output, 'float32', graph.nodes.length));
}

const builderOf = (graph: Graph): ModelBuilder => Object.assign(new ModelBuilder(), { graph });

for (const type of ['float16', 'bfloat16', 'float64'] as const) {
  for (const alsoInput of [true, false]) {
    test(`a network in ${type}${alsoInput ? ', its input as well' : ' behind a cast'}`, async () => {
      const twin = coarse().graph;
      const builder = builderOf(typed(twin, type, alsoInput));
      const { facts, graph, logits, input } = await prepareModel(await builder.save(), { threads });
      expect(facts).toMatchObject({ batched: true, classCount: 5, input: [3, 8, 8] });
      expect(facts.notes).toEqual([
        `The file holds numbers of type ${type}; the network is computed in float32.`,
      ]);
      expect([input.type, logits.type]).toEqual(['float32', 'float32']);
      expect(new Set(graph.nodes.map(({ opType }) => opType)).has('Cast')).toBe(false);
      const images = noise([2, 3, 8, 8], 4);
      const expected = Object.values(await run(twin, images))[0]!;
      expect((await run(graph, images))[logits.name]!.data).toEqual(expected.data);
    });
  }
}

test("a network in float16 gives what ONNX Runtime's half precision gives, up to its rounding", async () => {
  const half = typed(coarse().graph, 'float16', false);
  const prepared = await prepareModel(await builderOf(half).save(), { threads });
  const images = noise([2, 3, 8, 8], 4);
  const expected = Object.values(await run(half, images))[0]!.data as Float32Array;
  const found = (await run(prepared.graph, images))[prepared.logits.name]!.data as Float32Array;
  expect(maxDifference(found, expected)).toBeLessThan(5e-3);
});

test('doubles in what sizes are computed with stay', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 4, 2, 2]);
  const exact = builder.node('Cast', 'exact', [builder.node('Shape', 'shape', [x])], { to: castTo.float64 });
  const factors = builder.graph.constant('factors', {
    type: 'float64',
    shape: [4],
    bytes: bytesOf(Float64Array.of(1, 2, 0.5, 1)),
  });
  const target = builder.node('Cast', 'target', [builder.node('Mul', 'scaled', [exact, factors])], { to: 7 });
  builder.gives(builder.node('Reshape', 'y', [x, target]));
  expect(asFloat32(builder.graph)).toEqual([]);
  expect(factors.constant!.type).toBe('float64');
});

/** Integers of any type, turned to channels first, cast and scaled. */
function ofIntegers(type: ElementType): ModelBuilder {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 6, 8, 3]);
  x.type = type;
  const turned = builder.node('Transpose', 'turned', [x], { perm: [0, 3, 1, 2] });
  const scaled = builder.node('Div', 'scaled', [
    builder.node('Cast', 'cast', [turned], { to: 1 }),
    builder.scalar('most', 255),
  ]);
  const map = builder.node('GlobalAveragePool', 'pool', [builder.conv('conv', scaled, [3, 4])]);
  return builder.gives(builder.node('Flatten', 'flat', [map], { axis: 1 }));
}

test('pixels as bytes are put in as float32', async () => {
  const builder = ofIntegers('uint8');
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts).toMatchObject({ input: [3, 6, 8], batched: true });
  expect(model.facts.notes).toEqual([expect.stringContaining('images of type uint8')]);
  const pixels = Uint8Array.from({ length: 144 }, (_, index) => (index * 37) % 256);
  const asFile: SessionTensor = { type: 'uint8', data: pixels, shape: [1, 6, 8, 3] };
  const expected = Object.values(await run(builder.graph, asFile))[0]!.data as Float32Array;
  const data = new Float32Array(144);
  pixels.forEach((pixel, index) => (data[(index % 3) * 48 + Math.floor(index / 3)] = pixel));
  const found = await run(model.graph, { type: 'float32', data, shape: [1, 3, 6, 8] });
  expect(maxDifference(found[model.logits.name]!.data as Float32Array, expected)).toBeLessThan(1e-6);
});

test('BAD MODEL - integers that are computed with', async () => {
  const builder = ofIntegers('int32');
  const { graph } = builder;
  const sum = builder.node('Add', 'sum', [graph.inputs[0]!, graph.inputs[0]!]);
  graph.nodes.unshift(graph.nodes.pop()!);
  graph.setInput(graph.nodes[1]!, 0, sum);
  const error = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain('found "x" [n, 6, 8, 3] of type int32. Integers are taken only where');
});
