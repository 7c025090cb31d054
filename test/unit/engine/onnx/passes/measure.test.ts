import { expect, test } from 'vitest';
import { integersOf } from '../../../../../src/engine/onnx/ir/integers.ts';
import { applyMeasurement, dimAcross } from '../../../../../src/engine/onnx/passes/applyMeasurement.ts';
import { bookkeepingOf, measure } from '../../../../../src/engine/onnx/passes/measure.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

const n = { perImage: 1 };

/** x [n, 3, 8, 8], reshaped to [n, 192] by bookkeeping as the TorchScript exporter leaves it. */
function bookkeeping() {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 3, 8, 8]);
  const shape = builder.node('Shape', 'shape', [x]);
  const batch = builder.node('Gather', 'batch', [shape, builder.ints('zero', [0])]);
  const rows = builder.node('Gather', 'rows', [shape, builder.ints('two', [2])]);
  const size = builder.node('Mul', 'size', [
    builder.node('Mul', 'square', [rows, rows]),
    builder.ints('three', [3]),
  ]);
  const target = builder.node('Concat', 'target', [batch, size], { axis: 0 });
  const flat = builder.node('Reshape', 'flat', [builder.node('Relu', 'relu', [x]), target]);
  const doubled = builder.node('Concat', 'doubled', [flat, flat], { axis: 0 });
  return builder.gives(flat, doubled, builder.node('ArgMax', 'index', [flat], { axis: 1 }));
}

test('types and shapes of every value, the batch as a factor; what never changes is a constant', async () => {
  const { graph } = bookkeeping();
  expect(applyMeasurement(graph, await measure(graph, [2, 3], 1))).toBe(true);
  const found = (name: string) => [graph.find(name)!.type, graph.find(name)!.shape];
  expect(found('relu:0')).toEqual(['float32', [n, 3, 8, 8]]);
  expect(found('flat:0')).toEqual(['float32', [n, 192]]);
  expect(found('doubled:0')).toEqual(['float32', [{ perImage: 2 }, 192]]);
  expect(found('index:0')).toEqual(['int64', [n, 1]]);
  expect(found('target:0')).toEqual(['int64', [2]]);
  expect(integersOf(graph.find('size:0')!.constant!)).toEqual([192]);
  expect(graph.find('batch:0')!.constant).toBeNull();
  expect(graph.nodes.map(({ name }) => name)).not.toContain('square');
});

test('measuring leaves the graph alone', async () => {
  const { graph } = bookkeeping();
  const before = graph.nodes.map(({ name }) => name);
  await measure(graph, [1], 1);
  expect(graph.nodes.map(({ name }) => name)).toEqual(before);
  expect(graph.outputs).toHaveLength(3);
});

test('bookkeeping is what follows from constants and shapes, not from chance', () => {
  const builder = bookkeeping();
  const random = builder.node('RandomNormal', 'random', [], { shape: [1] });
  const names = [...bookkeepingOf(builder.graph)].map(({ name }) => name);
  expect(names).toEqual(['shape:0', 'batch:0', 'rows:0', 'square:0', 'size:0', 'target:0']);
  expect(names).not.toContain(random.name);
});

test.each([
  [[7, 7], 7],
  [[2, 3], { perImage: 1 }],
  [[128, 192], { perImage: 64 }],
  [[3, 4], null],
  [[2, 2.5], null],
  [[4, 3], null],
])('sizes %j at batch 2 and 3', (sizes, dim) => {
  expect(dimAcross(sizes, [2, 3])).toEqual(dim);
});

test('a dimension that grows otherwise is told with its tensor', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 1, 2, 2]);
  builder.gives(builder.node('Concat', 'longer', [x, builder.floats('one', [1, 1, 2, 2])], { axis: 0 }));
  const measured = await measure(builder.graph, [2, 3], 1);
  const { code, message } = await failure(() => applyMeasurement(builder.graph, measured));
  expect(code).toBe('MODEL_UNSUPPORTED');
  expect(message).toContain('"longer:0" does not grow with the batch: [3, 1, 2, 2], then [4, 1, 2, 2]');
});
