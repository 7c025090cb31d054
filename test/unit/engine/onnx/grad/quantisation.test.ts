import { expect, test } from 'vitest';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { derive, evaluate, type Derived } from './support/derivatives.ts';
import { randomGenerator, uniform } from './support/random.ts';
import type { ModelWriter } from './support/smallModel.ts';

const [channels, columns] = [3, 4];
const shape = [2, channels, columns];
const scales = [0.125, 0.0625, 0.25];

/** By way of integers and back, behind it something curved. */
const model = (quantised: (x: Value, net: ModelWriter) => Value) =>
  derive({
    form: '',
    input: [channels, columns],
    build: (x, net) => net.op('Tanh', [net.op('MatMul', [quantised(x, net), net.weights(columns, 3)])]),
  });

const quantisers: Readonly<Record<string, (x: Value, net: ModelWriter) => Value>> = {
  'one scale for all': (x, net) => {
    const settings = [net.scalar(0.125), net.bytes([128], [])];
    return net.op('DequantizeLinear', [net.op('QuantizeLinear', [x, ...settings]), ...settings]);
  },
  'a scale for each channel': (x, net) => {
    const settings = [net.floats(scales), net.bytes([100, 128, 110])];
    const integers = net.op('QuantizeLinear', [x, ...settings], { axis: 1 });
    return net.op('DequantizeLinear', [integers, ...settings], { axis: -2 });
  },
};

/** Multiples of every scale, so that quantising changes nothing. */
const onTheGrid = Float32Array.from({ length: 24 }, (_, index) => 0.25 * ((index * 7) % 9) - 1);

const evaluated = async (derived: Derived) => {
  const random = randomGenerator(3);
  const at = {
    x: { data: onTheGrid, shape },
    seed: { data: uniform(18, random), shape: [2, channels, 3] },
    vector: { data: uniform(24, random), shape },
  };
  const [values] = await evaluate(derived, [derived.y, derived.first, derived.second!], [at]);
  return values!;
};

test.each(Object.keys(quantisers))('the gradient passes straight through: %s', async (name) => {
  const plain = await evaluated(await model((x) => x));
  const quantised = await evaluated(await model(quantisers[name]!));
  plain.forEach((expected, index) => {
    const received = quantised[index]!;
    expect(received.shape).toEqual(expected.shape);
    received.data.forEach((value, at) => expect(value).toBeCloseTo(expected.data[at]!, 6));
  });
});

/** Zero point 0, as quantisers choose it behind a ReLU that they remove: what is negative saturates. */
const rectifying = (x: Value, net: ModelWriter): Value => {
  const settings = [net.scalar(0.125), net.bytes([0], [])];
  return net.op('DequantizeLinear', [net.op('QuantizeLinear', [x, ...settings]), ...settings]);
};

test('no gradient where a number saturates: a ReLU that became the zero point is one still', async () => {
  const relu = await evaluated(await model((x, net) => net.op('Relu', [x])));
  const quantised = await evaluated(await model(rectifying));
  relu.forEach((expected, index) =>
    quantised[index]!.data.forEach((value, at) => expect(value).toBeCloseTo(expected.data[at]!, 6)),
  );
});

test('nor above the largest integer', async () => {
  const clipped = await evaluated(
    await model((x, net) => net.op('Clip', [x, net.scalar(-100), net.scalar(0.5625)])),
  );
  const quantised = await evaluated(
    await model((x, net) => {
      const settings = [net.scalar(0.0625), net.bytes([246], [])];
      return net.op('DequantizeLinear', [net.op('QuantizeLinear', [x, ...settings]), ...settings]);
    }),
  );
  clipped.forEach((expected, index) =>
    quantised[index]!.data.forEach((value, at) => expect(value).toBeCloseTo(expected.data[at]!, 6)),
  );
});
