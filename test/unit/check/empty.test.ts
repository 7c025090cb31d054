/** Networks whose answers are 0 or never change agree with anything: a check of them must not say "fine". */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/check/finding.ts';
import { sampleImages } from '../../../src/check/sample.ts';
import { runCheck } from '../../../src/check/checks.ts';
import { tryNeed } from '../../../src/check/trials.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { CamlineError } from '../../../src/errors.ts';
import { checkModel, type Checked } from '../../../src/model/check.ts';
import { spatialLayer } from '../../../src/model/request.ts';
import { zeros, type Tensor } from '../../../src/tensor/tensor.ts';
import { floatsConstant } from '../../../src/engine/onnx/passes/hoistConstants.ts';
import { ModelBuilder } from '../../support/onnxModel.ts';

const n = { perImage: 1 };

interface Weights {
  readonly filters?: number;
  readonly classes?: number;
  readonly bias?: number;
}

/** Conv, Relu, pooling, linear; weights all the same where given. */
async function network({ filters, classes, bias = 0 }: Weights): Promise<Engine> {
  const made = new ModelBuilder();
  const fill = (name: string, shape: number[], value: number | undefined) =>
    value === undefined
      ? made.floats(name, shape, 3)
      : made.graph.constant(
          name,
          floatsConstant(new Array<number>(shape.reduce((a, b) => a * b)).fill(value), shape),
        );
  const x = made.input('x', [n, 3, 8, 8]);
  const conv = made.node('Conv', 'conv', [x, fill('conv.weight', [4, 3, 3, 3], filters)], {
    kernel_shape: [3, 3],
  });
  const pooled = made.node('GlobalAveragePool', 'pool', [made.node('Relu', 'relu', [conv])]);
  const flat = made.node('Flatten', 'flat', [pooled], { axis: 1 });
  const weights = [fill('fc.weight', [4, 5], classes), fill('fc.bias', [5], bias)];
  const path = await made.gives(made.node('Gemm', 'fc', [flat, ...weights])).save();
  return openOnnxEngine(path, { threads: 1, batch: 8, chunk: 8 });
}

/** As the model's thread answers. */
function door(engine: Engine, changes: Partial<Checked> = {}): Checked {
  const at = (name: string | null) => (name === null ? null : spatialLayer(engine, name));
  return {
    facts: engine.facts,
    layers: engine.layers(),
    layer: async (name) => spatialLayer(engine, name),
    tryNeed: async (need, images, layer) => tryNeed(engine, need, images, at(layer)),
    runCheck: async (name, images, layer) => runCheck(engine, name, images, at(layer)),
    ...changes,
  };
}

const outcomes = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ name, outcome }) => [name, outcome]));

test.each([
  ['a head of zeros', { classes: 0 }, 'are all 0'],
  ['a head of zeros with a bias', { classes: 0, bias: 0.5 }, 'are the same for every image'],
  ['filters of zeros', { filters: 0, bias: 0.5 }, 'are the same for every image'],
])('%s: nothing can be told', async (_what, weights, why) => {
  const engine = await network(weights);
  const report = await checkModel(door(engine), {});
  expect(report.verdict.fine).toBe(false);
  expect(report.verdict.text).toMatch(/^CANNOT TELL: file, batch, gradient at the input, .*weights all 0/);
  expect(new Set(Object.values(outcomes(report.findings)))).toEqual(new Set(['empty']));
  expect(report.findings.find(({ name }) => name === 'file')!.detail).toContain(why);
  await engine.close();
});

test('without a map what is about a layer is not verified, and what is about the network is', async () => {
  const made = new ModelBuilder();
  const flat = made.node('Flatten', 'flat', [made.input('x', [n, 3, 4, 4])]);
  const path = await made.gives(made.node('Gemm', 'fc', [flat, made.floats('weight', [48, 5])])).save();
  const engine = await openOnnxEngine(path, { threads: 1, batch: 8, chunk: 8 });
  const { verdict, methods } = await checkModel(door(engine), {});
  expect(verdict.text).toMatch(
    /^FINE: .* Not verified: gradient at a layer, masked scores at a layer, ablated/,
  );
  expect(methods.find(({ name }) => name === 'gradcam')!.why).toMatch(
    /no spatial map.*Methods of the whole input can/,
  );
  await engine.close();
});

test('weights that are random are fine', async () => {
  const engine = await network({});
  const report = await checkModel(door(engine), {});
  expect(report.verdict.text).toMatch(/^FINE: /);
  await engine.close();
});

describe('a right engine', () => {
  let engine: Engine;
  let images: Tensor;
  beforeAll(async () => {
    engine = await openOnnxEngine('test/fixtures/goldens/mini_resnet.onnx', {
      threads: 2,
      batch: 8,
      chunk: 8,
    });
    images = sampleImages(engine.facts, null);
  });
  afterAll(() => engine.close());

  test('whose tail ignores the layer: gradients of 0 on both sides are empty, and wrong ones fail', async () => {
    const layer = engine.layer(undefined);
    const logitsAt: Engine['logitsAt'] = async (forward, _index, _layer, points) => {
      const row = forward.logits.data.subarray(0, forward.logits.shape[1]);
      const data = new Float32Array(points.shape[0]! * row.length);
      for (let at = 0; at < points.shape[0]!; at++) data.set(row, at * row.length);
      return { data, shape: [points.shape[0]!, row.length] };
    };
    const none = async () => zeros([2, ...layer.spatial!]);
    const dead: Engine = Object.assign(Object.create(engine) as Engine, { logitsAt, gradients: none });
    expect(await runCheck(dead, 'gradient at', images, layer)).toMatchObject({ outcome: 'empty' });
    const wrong: Engine = Object.assign(Object.create(engine) as Engine, { logitsAt });
    expect(await runCheck(wrong, 'gradient at', images, layer)).toMatchObject({ outcome: 'failed' });
  });

  test('where the default layer cannot be used, the next map that can is checked and named', async () => {
    const standard = engine.layer(undefined);
    const refusing = door(engine, {
      tryNeed: async (need, given, layer) =>
        layer === standard.tensor
          ? { need, outcome: 'refused', why: 'It crosses the cut.' }
          : tryNeed(engine, need, given, layer === null ? null : spatialLayer(engine, layer)),
    });
    const report = await checkModel(refusing, {});
    expect(report.unusableDefault).toBe('It crosses the cut.');
    expect(report.checkedLayers).toHaveLength(1);
    expect(report.checkedLayers[0]).not.toBe(standard.name);
    expect(report.methods.find(({ name }) => name === 'gradcam')!.outcome).toBe('works');
  });

  test('where no gradient can be had, the verdict begins with that', async () => {
    const without = door(engine, {
      runCheck: async (name, given, layer) => {
        const bare: Engine = Object.assign(Object.create(engine) as Engine, {
          inputGradients: () => Promise.reject(new CamlineError('GRADIENT_MISSING', 'No rule for X.')),
          gradients: () => Promise.reject(new CamlineError('GRADIENT_MISSING', 'No rule for X.')),
        });
        return runCheck(bare, name, given, layer === null ? null : spatialLayer(engine, layer));
      },
    });
    const { verdict } = await checkModel(without, {});
    expect(verdict.text).toMatch(
      /^FINE BUT FOR GRADIENTS, which could not be verified \(No rule for X\.\): /,
    );
  });
});
