import { expect, test } from 'vitest';
import { optionNotes } from '../../../src/cli/optionNotes.ts';

const methods = ['gradcam', 'eigencam', 'KPCA_CAM', 'fullgrad', 'guidedgradcam', 'saliency', 'scorecam'];

test('options that change nothing are told, with the methods', () => {
  expect(optionNotes(methods, { eigenSmooth: true, layers: ['layer3'] })).toEqual([
    '--eigen-smooth has no effect on eigencam, kpcacam, fullgrad, saliency',
    '--layers has no effect on fullgrad, saliency',
  ]);
});

test('nothing is told where every method heeds the options, or none was given', () => {
  expect(optionNotes(['gradcam', 'refinecam'], { eigenSmooth: true, layers: ['layer3'] })).toEqual([]);
  expect(optionNotes(methods, {})).toEqual([]);
});

test('feature vectors read layers, and overlays alone have a ground', () => {
  expect(optionNotes(['fullgrad'], { layers: ['layer3'], outputs: ['maps', 'features'] })).toEqual([]);
  expect(optionNotes(['gradcam'], { overlay: 'photo', outputs: ['maps'] })).toEqual([
    '--overlay has no effect without overlays among the --outputs',
  ]);
  expect(optionNotes(['gradcam'], { overlay: 'photo' })).toEqual([]);
});
