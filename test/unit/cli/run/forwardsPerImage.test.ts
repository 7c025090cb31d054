import { expect, test } from 'vitest';
import { forwardsPerImage } from '../../../../src/cli/run/forwardsPerImage.ts';
import type { Layer } from '../../../../src/engine/engine.ts';
import { methodNamed } from '../../../../src/methods/registry.ts';

const layer = (channels: number): Layer => ({
  name: 'l',
  tensor: 't',
  view: { kind: 'channelsFirst' },
  spatial: [channels, 7, 7],
  shapeText: '',
  op: 'Relu',
  isDefault: false,
});

test.each([
  [['gradcam'], [1280], false, 2],
  [['ablationcam'], [1280], false, 1281],
  [['scorecam'], [1280], false, 1281],
  [['gradcam', 'ablationcam', 'scorecam'], [1280], false, 2562],
  [['scorecam'], [512, 256], false, 769],
  [['gradcam'], [1280], true, 12],
])('%s over %s channels, augmented %s: %d passes', (names, channels, augmented, passes) => {
  const methods = names.map(methodNamed);
  expect(forwardsPerImage({ methods, layers: channels.map(layer), augmented, classes: 1 })).toBe(passes);
});

test('attributions ask the model for each class, and need no layer', () => {
  const methods = [methodNamed('occlusion'), methodNamed('saliency')];
  expect(forwardsPerImage({ methods, layers: [], augmented: false, classes: 3 })).toBe(1 + 3 * (729 + 3));
});
