import { expect, test } from 'vitest';
import { forwardsPerImage, judgingPasses } from '../../../../src/cli/run/forwardsPerImage.ts';
import { methodNamed } from '../../../../src/methods/registry.ts';
import { metricNamed } from '../../../../src/metrics/registry.ts';

const layer = (channels: number, affineTail = false) => ({ channels, affineTail });

test.each([
  [['gradcam'], [1280], false, 2],
  [['eigencam'], [1280], false, 1],
  [['ablationcam'], [1280], false, 1281],
  [['scorecam'], [1280], false, 1281],
  [['gradcam', 'ablationcam', 'scorecam'], [1280], false, 2562],
  [['gradcam', 'layercam', 'xgradcam'], [1280], false, 2],
  [['scorecam'], [512, 256], false, 769],
  [['fullgrad'], [], false, 4],
  [['gradcam'], [1280], true, 12],
])('%s over %s channels, augmented %s: %d passes', (names, channels, augmented, passes) => {
  const methods = names.map(methodNamed);
  const layers = channels.map((count) => layer(count));
  expect(forwardsPerImage({ methods, layers, augmented, classes: 1 })).toBe(passes);
});

test('ablation before an affine tail is one backward pass for each class, and masks are not', () => {
  const work = { layers: [layer(1280, true), layer(512)], augmented: false, classes: 3 };
  expect(forwardsPerImage({ ...work, methods: [methodNamed('ablationcam')] })).toBe(1 + 3 + 512);
  expect(forwardsPerImage({ ...work, methods: [methodNamed('scorecam')] })).toBe(1 + 1280 + 512);
});

test('classes share ablated and masked passes, not backward ones', () => {
  const work = { layers: [layer(100)], augmented: false, classes: 3 };
  expect(forwardsPerImage({ ...work, methods: [methodNamed('scorecam')] })).toBe(101);
  expect(forwardsPerImage({ ...work, methods: [methodNamed('gradcam')] })).toBe(4);
});

test('attributions ask the model for each class, and need no layer', () => {
  const methods = [methodNamed('occlusion'), methodNamed('saliency')];
  expect(forwardsPerImage({ methods, layers: [], augmented: false, classes: 3 })).toBe(1 + 3 * (729 + 3));
});

test('metrics are paid for every map', () => {
  const work = { methods: ['gradcam', 'eigencam'].map(methodNamed), classes: 3 };
  const metrics = ['road', 'deletion', 'sparsity'].map(metricNamed);
  expect(judgingPasses(work, metrics, 224 * 224)).toBe(2 * 3 * (18 + 225 + 0));
});
