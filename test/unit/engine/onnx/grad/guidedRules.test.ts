import { expect, test } from 'vitest';
import { guidedRuleOf, hasRectifier } from '../../../../../src/engine/onnx/grad/guidedRules.ts';
import { guidedInputGraph } from '../../../../../src/engine/onnx/graphs/inputBackward.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { randomGenerator, uniform } from './support/random.ts';
import { float32, onlyFloats, runGraph } from './support/runGraph.ts';
import { measureShapes, ModelWriter } from './support/smallModel.ts';

/** x [5] → W x [4] → activation → V . [3] → activation → U . [2] */
const sizes = [5, 4, 3, 2] as const;
const weights = sizes.slice(1).map((rows, layer) => {
  const columns = sizes[layer]!;
  const values = uniform(rows * columns, randomGenerator(layer + 20));
  return Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
});

type Activation = (x: Value, net: ModelWriter) => Value;
const activations: Readonly<
  Record<string, { readonly onnx: Activation; readonly inside: (x: number) => boolean }>
> = {
  Relu: { onnx: (x, net) => net.op('Relu', [x]), inside: (x) => x > 0 },
  'ReLU6, where the bound is met': {
    // x + 5.5 moves half of the values beyond 6.
    onnx: (x, net) => net.op('Clip', [net.op('Add', [x, net.scalar(5.5)]), net.scalar(0), net.scalar(6)]),
    inside: (x) => x + 5.5 > 0 && x + 5.5 < 6,
  },
};
const forwardValue: Readonly<Record<string, (x: number) => number>> = {
  Relu: (x) => Math.max(x, 0),
  'ReLU6, where the bound is met': (x) => Math.min(Math.max(x + 5.5, 0), 6),
};

/** Springenberg et al., figure 1, one number after the other. */
function slowly(name: string, x: readonly number[], seed: readonly number[]): number[] {
  const inputs: number[][] = [];
  let current = [...x];
  weights.forEach((matrix, layer) => {
    current = matrix.map((row) => row.reduce((sum, weight, column) => sum + weight * current[column]!, 0));
    inputs.push(current);
    if (layer < weights.length - 1) current = current.map(forwardValue[name]!);
  });
  let gradient = [...seed];
  for (let layer = weights.length - 1; layer >= 0; layer--) {
    const back = weights[layer]!;
    gradient = Array.from({ length: sizes[layer]! }, (_, column) =>
      back.reduce((sum, row, at) => sum + row[column]! * gradient[at]!, 0),
    );
    if (layer > 0) {
      const before = inputs[layer - 1]!;
      gradient = gradient.map((value, at) =>
        value > 0 && activations[name]!.inside(before[at]!) ? value : 0,
      );
    }
  }
  return gradient;
}

test.each(Object.keys(activations))(
  '%s passes a gradient only where input and gradient are positive',
  async (name) => {
    const net = new ModelWriter();
    let value = net.input('x', [sizes[0]]);
    weights.forEach((matrix, layer) => {
      const flat = matrix.flatMap((row) => [...row]);
      value = net.op('Gemm', [value, net.floats(flat, [sizes[layer + 1]!, sizes[layer]!])], { transB: 1 });
      if (layer < weights.length - 1) value = activations[name]!.onnx(value, net);
    });
    net.graph.outputs = [value];
    await measureShapes(net.graph);
    const { graph } = guidedInputGraph(net.graph);
    for (let draw = 0; draw < 8; draw++) {
      const x = [...uniform(sizes[0], randomGenerator(draw + 1))];
      const seed = [...uniform(sizes[3], randomGenerator(draw + 100))];
      const feeds = [x, seed].map((row) => float32({ data: Float32Array.from(row), shape: [1, row.length] }));
      const guided = onlyFloats(await runGraph(graph, feeds));
      const expected = slowly(name, x, seed);
      guided.data.forEach((received, at) => expect(received).toBeCloseTo(expected[at]!, 5));
    }
  },
);

test('other activations go by their derivatives', () => {
  const net = new ModelWriter();
  const x = net.input('x', [2]);
  for (const other of ['Tanh', 'LeakyRelu', 'HardSwish']) net.op(other, [x]);
  net.op('Clip', [x, net.scalar(-1), net.scalar(6)]);
  net.op('Clip', [x, net.scalar(0), net.scalar(1)]);
  expect(hasRectifier(net.graph)).toBe(false);
  expect(net.graph.nodes.map((node) => typeof guidedRuleOf(node))).toEqual(
    net.graph.nodes.map(() => 'function'),
  );
});

test('BAD MODEL - without ReLU: says what to use instead', () => {
  const net = new ModelWriter();
  net.graph.outputs = [net.op('Tanh', [net.input('x', [2])])];
  expect(() => guidedInputGraph(net.graph)).toThrow(
    expect.objectContaining({
      code: 'METHOD_UNSUPPORTED',
      message: expect.stringContaining('saliency') as string,
    }),
  );
});
