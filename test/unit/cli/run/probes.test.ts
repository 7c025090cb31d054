import { expect, test } from 'vitest';
import { probesOf } from '../../../../src/cli/run/probes.ts';
import { methodNamed, methods } from '../../../../src/methods/registry.ts';

test.each([
  [['gradcam', 'layercam'], ['gradcam']],
  [['scorecam', 'eigencam', 'rise'], []],
  [
    ['gradcam++', 'guidedbackprop', 'guidedgradcam'],
    ['gradcampp', 'guidedbackprop'],
  ],
  [['integratedgradients', 'saliency'], ['saliency']],
])('%s is tried with %s', (names, probes) => {
  expect(probesOf(names.map(methodNamed))).toEqual(probes);
});

test('no probe perturbs images, whatever is asked for', () => {
  const tried = probesOf(methods).map(methodNamed);
  expect(tried.flatMap(({ needs }) => needs)).not.toContain('perturbedScores');
  expect(tried.flatMap(({ needs }) => needs)).not.toContain('maskedScores');
});
