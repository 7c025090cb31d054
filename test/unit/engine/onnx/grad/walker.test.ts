import { expect, test } from 'vitest';
import { shapeOf } from '../../../../../src/engine/onnx/grad/dims.ts';
import { emitGradient } from '../../../../../src/engine/onnx/grad/walker.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import type { CamlineError } from '../../../../../src/errors.ts';
import { float32, onlyFloats, runGraph } from './support/runGraph.ts';
import { measureShapes, ModelWriter } from './support/smallModel.ts';

const ones = (...shape: number[]) => ({
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
  shape,
});

/** Adds the gradient of the sum of `target`'s elements; the graph's outputs are then that gradient alone. */
async function differentiated(net: ModelWriter, target: Value, layer: Value): Promise<Value> {
  net.graph.outputs = [target];
  await measureShapes(net.graph);
  const gradient = addGradient(net, target, layer);
  net.graph.outputs = [gradient];
  return gradient;
}

/** The seed is all ones and needs no input of its own. */
function addGradient(net: ModelWriter, target: Value, layer: Value): Value {
  const one = { type: 'float32', shape: [1], bytes: new Uint8Array(Float32Array.of(1).buffer) } as const;
  const shape = net.op('Shape', [target]);
  const seed = net.graph.fresh('seed');
  seed.type = 'float32';
  seed.shape = shapeOf(target);
  net.graph.add(
    { opType: 'ConstantOfShape', inputs: [shape], attributes: { value: { kind: 'tensor', value: one } } },
    [seed],
  );
  return emitGradient(net.graph, { target, seed, layer });
}

async function failure(
  build: (net: ModelWriter, x: Value) => readonly [target: Value, layer: Value],
): Promise<CamlineError> {
  const net = new ModelWriter();
  const [target, layer] = build(net, net.input('x', [2]));
  for (const node of net.graph.nodes) for (const output of node.outputs) output.shape = [{ perImage: 1 }, 2];
  try {
    addGradient(net, target, layer);
  } catch (error) {
    return error as CamlineError;
  }
  throw new Error('expected the walk to fail');
}

test('a value that is read several times gets the sum of its gradients', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2]);
  const twice = net.op('Mul', [x, x]);
  const y = net.op('Add', [net.op('Add', [twice, x]), net.op('Mul', [twice, net.scalar(3)])]);
  await differentiated(net, y, x);
  // y = 4 x² + x
  const gradient = onlyFloats(
    await runGraph(net.graph, [float32({ data: Float32Array.of(1, -2), shape: [1, 2] })]),
  );
  expect([...gradient.data]).toEqual([9, -15]);
});

test('gradients are summed over what broadcasting repeated', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [1, 2]);
  const factors = net.floats([1, 2, 3, 4, 5, 6], [3, 2]);
  await differentiated(net, net.op('Mul', [factors, x]), x);
  const gradient = onlyFloats(await runGraph(net.graph, [float32(ones(2, 1, 2))]));
  expect(gradient.shape).toEqual([2, 1, 2]);
  expect([...gradient.data]).toEqual([9, 12, 9, 12]);
});

test('only nodes on a path between layer and target are visited', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2, 2]);
  // Beside the path: before the layer, after it but not to the target, and an operation without a rule.
  const layer = net.op('Tanh', [x]);
  net.op('Softmax', [layer]);
  const beside = net.op('Softmax', [x]);
  const y = net.op('Add', [net.op('Neg', [layer]), beside]);
  const before = new Set(net.graph.nodes);
  await differentiated(net, y, layer);
  const added = net.graph.nodes.filter((node) => !before.has(node)).map((node) => node.opType);
  expect(added).toEqual(['Shape', 'ConstantOfShape', 'Neg']);
});

test('gradient nodes are named after the node that they belong to', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2]);
  net.graph.add({ opType: 'Exp', name: 'features/exp', inputs: [x] }, ['y']);
  const gradient = await differentiated(net, net.graph.value('y'), x);
  expect(gradient.producer!.name).toBe('grad/features/exp/Mul');
});

test('an operation that is constant almost everywhere passes nothing back', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2]);
  await differentiated(net, net.op('Mul', [net.op('Floor', [x]), x]), x);
  const gradient = onlyFloats(
    await runGraph(net.graph, [float32({ data: Float32Array.of(2.5, -0.5), shape: [1, 2] })]),
  );
  expect([...gradient.data]).toEqual([2, -1]);
});

test('BAD MODEL - an operation without a rule: names it, its node, the layer, and the way out', async () => {
  const error = await failure((net, x) => {
    const layer = net.op('Relu', [x]);
    net.graph.add({ opType: 'Det', name: 'head/det', inputs: [layer] }, ['y']);
    return [net.graph.value('y'), layer];
  });
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toBe(
    'No gradient rule for Det (node "head/det"), which lies between the layer "Relu_out" and the logits. ' +
      'Choose a later layer, or a method that needs no gradients (scorecam, ablationcam).',
  );
});

test('BAD MODEL - an operation of another domain has no rule, whatever its name', async () => {
  const error = await failure((net, x) => {
    net.graph.add({ opType: 'Relu', domain: 'com.example', inputs: [x] }, ['y']);
    return [net.graph.value('y'), x];
  });
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toContain('No gradient rule for com.example.Relu');
});

test('BAD MODEL - an input that the rule leaves out: names the input', async () => {
  const error = await failure((net, x) => [net.op('Pow', [net.scalar(2), x]), x]);
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toContain('with respect to its input 1 ("x")');
});

test('BAD MODEL - padding in a mode that ONNX does not have: lists those that it has', async () => {
  const error = await failure((net, x) => [net.op('Pad', [x, net.ints(0, 1, 0, 1)], { mode: 'mirror' }), x]);
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain('one of constant, edge, wrap, reflect; received "mirror"');
});

test('BAD MODEL - a way of resizing whose rounding is not known', async () => {
  const error = await failure((net, x) => {
    const attributes = { axes: [1], coordinate_transformation_mode: 'half_pixel_symmetric' };
    return [net.op('Resize', [x, null, null, net.ints(2)], attributes), x];
  });
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toContain('Resize');
});

test('BAD MODEL - places that are computed at run time: names the input', async () => {
  const error = await failure((net, x) => {
    const places = net.op('ArgMax', [x], { axis: 1 });
    return [net.op('Gather', [x, places], { axis: 1 }), x];
  });
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toContain('Gather');
  expect(error.message).toContain('with respect to its input 0 ("x")');
});

test('BAD MODEL - a gradient that arrives at an output beside the first, of which the rule does not know', async () => {
  const error = await failure((net, x) => [net.ops(2, 'MaxPool', [x], { kernel_shape: [1] })[1]!, x]);
  expect(error.code).toBe('GRADIENT_MISSING');
  expect(error.message).toContain('MaxPool');
});

test('BAD MODEL - a sum over the batch: images must not depend on each other', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2]);
  const sum = net.op('ReduceSum', [x, net.ints(0)]);
  await expect(differentiated(net, sum, x)).rejects.toMatchObject({
    code: 'MODEL_UNSUPPORTED',
    message: expect.stringContaining('each by itself') as string,
  });
});

test('BAD LAYER - no path with a gradient', async () => {
  const error = await failure((net, x) => [net.op('Floor', [x]), x]);
  expect(error.code).toBe('LAYER_UNUSABLE');
});

test('the gradient of a gradient is the same walk again', async () => {
  const net = new ModelWriter();
  const x = net.input('x', [2, 6, 6]);
  const conv = net.op('Conv', [x, net.weights(3, 2, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const pooled = net.op('MaxPool', [net.op('Tanh', [conv])], { kernel_shape: [2, 2], strides: [1, 1] });
  const y = net.op('Gemm', [net.op('Flatten', [net.op('Sigmoid', [pooled])]), net.weights(12, 4)]);
  const first = await differentiated(net, y, x);
  const second = addGradient(net, first, x);

  const input = Float32Array.from({ length: 72 }, (_, index) => Math.sin(index * index));
  const sumAt = async (output: Value, shift: number): Promise<number> => {
    net.graph.outputs = [output];
    const shifted = float32({ data: input.map((value) => value + shift), shape: [1, 2, 6, 6] });
    return onlyFloats(await runGraph(net.graph, [shifted])).data.reduce((total, value) => total + value, 0);
  };
  const step = 1e-3;
  const numeric = ((await sumAt(first, step)) - (await sumAt(first, -step))) / (2 * step);
  const analytic = await sumAt(second, 0);
  expect(Math.abs(numeric)).toBeGreaterThan(0.1);
  expect(Math.abs(analytic - numeric), `analytic ${analytic}, numeric ${numeric}`).toBeLessThan(
    2e-3 * Math.abs(numeric),
  );
});
