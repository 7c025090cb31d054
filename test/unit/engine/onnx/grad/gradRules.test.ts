import { describe, expect, test } from 'vitest';
import { OpBuilder } from '../../../../../src/engine/onnx/grad/opBuilder.ts';
import { shapeOf } from '../../../../../src/engine/onnx/grad/dims.ts';
import { gradRules } from '../../../../../src/engine/onnx/grad/gradRules.ts';
import { emitGradient } from '../../../../../src/engine/onnx/grad/walker.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { elementCount, type Tensor } from '../../../../../src/tensor/tensor.ts';
import { randomGenerator, seedFor, uniform } from './support/random.ts';
import { float32, onlyFloats, runGraph } from './support/runGraph.ts';
import { measureShapes, ModelWriter } from './support/smallModel.ts';
import { smallestModels, type InputValues, type SmallestModel } from './support/smallestModels.ts';

const batch = 2;
/** Half the distance of the central difference, in units of the input. */
const step = 5e-3;

const cases = Object.entries(smallestModels).flatMap(([opType, models]) =>
  models.map((model) => ({ opType, model, title: `${opType}: ${model.form}` })),
);

test('every rule has a model, and every model a rule', () => {
  expect(Object.keys(smallestModels).sort()).toEqual(Object.keys(gradRules).sort());
});

describe('gradient agrees with the central difference along a random direction', () => {
  test.each(cases)('$title', async ({ opType, model, title }) => {
    const { net, x, y } = await built(model);
    expect(
      net.graph.nodes.some((node) => node.opType === opType),
      `the model uses ${opType}`,
    ).toBe(true);
    const random = randomGenerator(seedFor(title));
    const input = inputValues(batchShape(x), model.values ?? 'signed', random);
    const seed = { data: uniform(elementCount(batchShape(y)), random), shape: batchShape(y) };
    const direction = uniform(input.data.length, random);

    const moved = async (by: number): Promise<number> => {
      const data = input.data.map((value, index) => value + by * direction[index]!);
      const output = onlyFloats(await runGraph(net.graph, [float32({ ...input, data })]));
      return dot(output.data, seed.data);
    };
    const numeric = ((await moved(step)) - (await moved(-step))) / (2 * step);

    const gradient = await gradientOf(net, x, y, input, seed);
    expect(gradient.shape).toEqual(input.shape);
    const analytic = dot(gradient.data, direction);
    const tolerance = 2e-3 * Math.max(1, Math.abs(numeric));
    expect(Math.abs(analytic - numeric), `analytic ${analytic}, numeric ${numeric}`).toBeLessThan(tolerance);
  });
});

async function built(model: SmallestModel): Promise<{ net: ModelWriter; x: Value; y: Value }> {
  const net = new ModelWriter();
  const x = net.input('x', model.input);
  const y = model.build(x, net);
  net.graph.outputs = [y];
  await measureShapes(net.graph);
  return { net, x, y };
}

async function gradientOf(
  net: ModelWriter,
  x: Value,
  y: Value,
  input: Tensor,
  seed: Tensor,
): Promise<Tensor> {
  const { graph } = net;
  const seedInput = graph.fresh('seed');
  seedInput.type = 'float32';
  seedInput.shape = shapeOf(y);
  graph.inputs.push(seedInput);
  const gradient = emitGradient(graph, { target: y, seed: seedInput, layer: x });
  graph.outputs = [new OpBuilder(graph, 'result').emit('Identity', [gradient], shapeOf(gradient))];
  return onlyFloats(await runGraph(graph, [float32(input), float32(seed)]));
}

const batchShape = (value: Value): number[] =>
  shapeOf(value).map((dim) => (typeof dim === 'number' ? dim : dim.perImage * batch));

const inputKinds: Readonly<Record<InputValues, (count: number, random: () => number) => Float32Array>> = {
  signed: (count, random) =>
    Float32Array.from({ length: count }, () => (random() < 0.5 ? -1 : 1) * (0.3 + 0.6 * random())),
  positive: (count, random) => Float32Array.from({ length: count }, () => 0.3 + 0.6 * random()),
  distinct: (count, random) => {
    const order = Array.from({ length: count }, (_, index) => ({ index, key: random() }));
    order.sort((a, b) => a.key - b.key);
    return Float32Array.from(order, ({ index }) => 0.05 * (index - count / 2));
  },
};

const inputValues = (shape: readonly number[], kind: InputValues, random: () => number): Tensor => ({
  data: inputKinds[kind](elementCount(shape), random),
  shape,
});

/** In double precision. */
function dot(left: Float32Array, right: Float32Array): number {
  expect(left.length).toBe(right.length);
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
