import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ablationWeights } from '../../../src/methods/ablationcam.ts';
import { rareFeatureWeights } from '../../../src/methods/fem.ts';
import { channelMeans } from '../../../src/methods/gradcam.ts';
import { plusPlusWeights } from '../../../src/methods/gradcampp.ts';
import type { Ingredients } from '../../../src/methods/method.ts';
import { methodNamed, methods } from '../../../src/methods/registry.ts';
import { scoreWeights } from '../../../src/methods/scorecam.ts';
import { axiomWeights } from '../../../src/methods/xgradcam.ts';
import { rawMap } from '../../../src/model/rawMap.ts';
import { ChannelGradients, everywhere, type Gradients } from '../../../src/tensor/gradients.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

const float = fc.float({ min: -4, max: 4, noNaN: true });

describe('weights', () => {
  test('Grad-CAM: the mean gradient of each channel', () => {
    const gradients = { data: Float32Array.of(1, 2, 3, 4, -1, -1, -1, 1), shape: [2, 2, 2] };
    expect([...channelMeans(gradients)]).toEqual([2.5, -0.5]);
  });

  test('XGrad-CAM: 1e-7 stands below the sum of the activations', () => {
    const activations = { data: Float32Array.of(1e-6, 0, 0, 0), shape: [2, 1, 2] };
    const gradients = { data: Float32Array.of(3, 5, 7, 9), shape: [2, 1, 2] };
    expect([...axiomWeights(activations, everywhere(gradients))]).toEqual([expect.closeTo(3 / 1.1, 5), 0]);
  });

  test('XGrad-CAM: also where one gradient stands for a whole channel', () => {
    const activations = { data: Float32Array.of(1e-6, 0, 0, 0), shape: [2, 1, 2] };
    const gradients = {
      data: Float32Array.of(3, 3, 7, 7),
      shape: [2, 1, 2],
      ofChannels: Float32Array.of(3, 7),
    };
    expect([...axiomWeights(activations, gradients)]).toEqual([expect.closeTo(3 / 1.1, 5), 0]);
  });

  test('FEM: the share of positions more than two deviations above the mean of their own channel', () => {
    const same = [3, 3, 3, 3, 3, 3];
    const peak = [6, 0, 0, 0, 0, 0]; // mean 1, deviation 2.24: 5.47
    const half = [4, 0, 4, 0, 4, 0]; // mean 2, deviation 2: 6
    const activations = { data: Float32Array.of(...same, ...peak, ...half), shape: [3, 2, 3] };
    expect([...rareFeatureWeights(activations)]).toEqual([0, Math.fround(1 / 6), 0]);
  });

  test('Grad-CAM++: 1e-6 stands in the denominator', () => {
    const activations = { data: Float32Array.of(4), shape: [1, 1, 1] };
    const gradients = { data: Float32Array.of(1e-3), shape: [1, 1, 1] };
    // g a = 1e-9 / (2e-6 + 4e-9 + 1e-6)
    expect(plusPlusWeights(activations, everywhere(gradients))[0]! * 1e3).toBeCloseTo(1 / 3.004, 5);
  });

  test('Ablation-CAM: a channel that raises the logit weighs positively, whatever the logit’s sign', () => {
    fc.assert(
      fc.property(float, fc.array(float, { minLength: 1, maxLength: 8 }), (score, ablated) => {
        fc.pre(Math.abs(score) > 1e-3);
        const weights = ablationWeights(score, Float32Array.from(ablated));
        weights.forEach((weight, channel) => {
          expect(weight).toBeCloseTo((score - ablated[channel]!) / Math.abs(score), 3);
          expect(Math.sign(weight)).toBe(Math.sign(score - ablated[channel]!));
        });
      }),
    );
  });

  test('Ablation-CAM: a logit of exactly zero gives no weight, not NaN', () => {
    expect([...ablationWeights(0, Float32Array.of(1, -2))]).toEqual([0, 0]);
  });

  test('Score-CAM: weights are positive, add up to one, and keep the order of the scores', () => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 2, maxLength: 20 }), (scores) => {
        const weights = scoreWeights(Float32Array.from(scores));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
        const best = scores.indexOf(Math.max(...scores));
        expect(Math.max(...weights)).toBe(weights[best]);
        expect(weights.every((weight) => weight > 0)).toBe(true);
      }),
    );
  });
});

describe('gradients that are the same over the positions of a channel', () => {
  const maps = methods.filter((method) => method.kind === 'layer' && method.needs.join() === 'gradients');
  const layer = [3, 2, 4] as const;
  const activations: Tensor = {
    data: Float32Array.from({ length: 24 }, (_, index) => Math.sin(1 + index * index)),
    shape: [...layer],
  };
  const ofChannels = Float32Array.of(0.5, -2, 1.5);

  test.each(maps)('$name: the same map, smoothed or not, as from gradients written out', (method) => {
    if (method.kind !== 'layer') throw new Error('a map of a layer');
    const mapOf = (gradients: Gradients, smooth: boolean): number[] => {
      const given = { activations, gradients } as Ingredients;
      return [...rawMap(method.contribution(given), activations, smooth)];
    };
    const brief = new ChannelGradients(ofChannels, layer);
    for (const smooth of [false, true]) {
      const expected = mapOf(everywhere(new ChannelGradients(ofChannels, layer)), smooth);
      expect(mapOf(brief, smooth)).toEqual(expected.map((value) => expect.closeTo(value, 5)));
    }
  });
});

describe('smoothable', () => {
  const maps = methods.filter((method) => method.kind === 'layer');
  test.each(maps)('$name: eigenSmooth has an effect unless the method gives the map itself', (method) => {
    const stack = (seed: number): Tensor => ({
      data: Float32Array.from({ length: 8 }, (_, index) => Math.sin(seed + index * index)),
      shape: [2, 2, 2],
    });
    const scores = Float32Array.of(1, 2);
    const given: Ingredients = {
      activations: stack(1),
      gradients: everywhere(stack(2)),
      curvature: stack(3),
      ablation: { score: 3, ablated: scores },
      maskedScores: scores,
    };
    expect(method.smoothable).toBe(method.contribution(given).kind !== 'map');
  });
});

describe('methodNamed', () => {
  test.each([
    ['gradcam', 'gradcam'],
    ['GradCAM', 'gradcam'],
    ['Grad-CAM', 'gradcam'],
    ['score_cam', 'scorecam'],
    ['AblationCAM', 'ablationcam'],
    ['GradCAM++', 'gradcam++'],
    ['gradcampp', 'gradcam++'],
    ['GradCAMPlusPlus', 'gradcam++'],
    ['grad-cam-plus-plus', 'gradcam++'],
    ['KPCA_CAM', 'kpcacam'],
    ['GradCAMElementWise', 'gradcamelementwise'],
  ])('%s is %s', (given, name) => {
    expect(methodNamed(given).name).toBe(name);
  });

  test('an unknown name lists the choices and the nearest', () => {
    expect(() => methodNamed('gradcan')).toThrow(
      'Unknown method "gradcan". Did you mean "gradcam"? Choose one of: gradcam, gradcam++, xgradcam, ablationcam,',
    );
  });

  test('names and ids are unique, and ids are safe in paths and URLs', () => {
    expect(new Set(methods.map((method) => method.name)).size).toBe(methods.length);
    expect(new Set(methods.map((method) => method.id)).size).toBe(methods.length);
    for (const { id } of methods) expect(id).toMatch(/^[a-z0-9]+$/);
  });
});
