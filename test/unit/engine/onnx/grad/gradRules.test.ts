import { describe, expect, test } from 'vitest';
import { gradRules, ruleOf } from '../../../../../src/engine/onnx/grad/gradRules.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import {
  batchShape,
  derive,
  dot,
  evaluate,
  filled,
  moved,
  type At,
  type Derived,
} from './support/derivatives.ts';
import { randomGenerator, seedFor, uniform } from './support/random.ts';
import { smallestModels, type InputValues } from './support/smallestModels.ts';

/** Half the distance of the central differences, in units of the input. */
const step = 5e-3;
const secondStep = 2e-3;
const tolerance = 2e-3;

const cases = Object.entries(smallestModels).flatMap(([opType, models]) =>
  models.map((model) => ({ opType, model, title: `${opType}: ${model.form}` })),
);

/** Steps have no differences to agree with; quantisation.test.ts is about these. */
const straightThrough = ['DequantizeLinear', 'QuantizeLinear'];

test('every other rule has a model, and every model a rule', () => {
  const tested = [...Object.keys(smallestModels), ...straightThrough];
  expect(tested.sort()).toEqual(Object.keys(gradRules).sort());
});

test('titles tell models apart', () => {
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
});

describe('the gradient agrees with central differences of the model, along a random direction', () => {
  test.each(cases)('$title', async ({ opType, model, title }) => {
    const derived = await derive(model);
    expect(derived.nodes.map((node) => node.opType)).toContain(opType);
    const { at, direction } = draw(derived, model.values ?? 'signed', title);
    const { y, first } = derived;
    const [here, ahead, behind] = await evaluate(derived, [y, first], around(at, direction, step));
    const numeric = (dot(ahead![0]!, at.seed) - dot(behind![0]!, at.seed)) / (2 * step);
    expectNear(dot(here![1]!, direction), numeric);
  });
});

describe('the second derivative agrees with central differences of the gradient', () => {
  test.each(cases)('$title', async ({ model, title }) => {
    const derived = await derive(model);
    const { at, direction } = draw(derived, model.values ?? 'signed', title);
    const { first, second } = derived;
    const wanted = second === null ? [first] : [first, second];
    const [here, ahead, behind] = await evaluate(derived, wanted, around(at, direction, secondStep));
    const numeric = (dot(ahead![0]!, at.vector) - dot(behind![0]!, at.vector)) / (2 * secondStep);
    // Where the walk finds no second derivative, the gradient must not move at all.
    if (second === null) expectNear(0, numeric, 0);
    else expectNear(dot(here![1]!, direction), numeric);
  });
});

test('whatever a rule emits has a rule itself', async () => {
  const emitted = new Map<string, string>();
  for (const { model, title } of cases) {
    const { graph, nodes } = await derive(model);
    const own = new Set(nodes);
    for (const node of graph.nodes) {
      if (!own.has(node) && ruleOf(node) === 'missing') emitted.set(node.opType, title);
    }
  }
  expect([...emitted]).toEqual([]);
});

interface Draw {
  readonly at: At;
  readonly direction: Tensor;
}

function draw({ x, y }: Derived, kind: InputValues, title: string): Draw {
  const random = randomGenerator(seedFor(title));
  const any = (count: number): Float32Array => uniform(count, random);
  const at = {
    x: filled(batchShape(x), (count) => inputKinds[kind](count, random)),
    seed: filled(batchShape(y), any),
    vector: filled(batchShape(x), any),
  };
  return { at, direction: filled(batchShape(x), any) };
}

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

/** Here, a step ahead, a step behind. */
const around = (at: At, direction: Tensor, by: number): At[] =>
  [0, by, -by].map((distance) => ({ ...at, x: moved(at.x, direction, distance) }));

function expectNear(analytic: number, numeric: number, share = tolerance): void {
  const allowed = share * Math.max(1, Math.abs(numeric));
  expect(Math.abs(analytic - numeric), `analytic ${analytic}, numeric ${numeric}`).toBeLessThanOrEqual(
    allowed,
  );
}
