import { expect, test } from 'vitest';
import { cardFromHuggingFace } from '../../../src/config/huggingFaceCard.ts';

const cardOf = (processor: object, config?: object) =>
  cardFromHuggingFace(processor, config, 'preprocessor_config.json', 'net');
const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };

/** Processors as they lie beside well-known networks. */
test('ViT: squeezed, -1..1', () => {
  const card = cardOf({
    do_resize: true,
    size: { height: 224, width: 224 },
    resample: 2,
    do_normalize: true,
  });
  expect(card).toMatchObject({
    input: { width: 224, height: 224 },
    resize: { rule: 'exact', size: { width: 224, height: 224 }, filter: 'bilinear' },
    crop: 'none',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  });
});

test('ResNet, ConvNeXt: short side by the share of the crop', () => {
  const card = cardOf({ size: { shortest_edge: 224 }, crop_pct: 0.875, resample: 3, ...imagenet });
  expect(card).toMatchObject({
    input: { width: 224, height: 224 },
    resize: { rule: 'shortSide', size: 256, filter: 'bicubic' },
    crop: 'center',
    mean: imagenet.image_mean,
  });
});

test('one mean: a network that takes grey images', () => {
  const card = cardOf({ size: 28, image_mean: [0.1307], image_std: [0.3081] });
  expect(card).toMatchObject({ channels: 'grey', mean: [0.1307], std: [0.3081] });
});

test('ConvNeXt at 384: squeezed', () => {
  const card = cardOf({ size: { shortest_edge: 384 }, crop_pct: 0.875, resample: 3 });
  expect(card).toMatchObject({ resize: { rule: 'exact', size: 384 }, crop: 'none', input: { width: 384 } });
});

test('DeiT, CLIP: short side or squeezed, then a crop of its own size', () => {
  const deit = cardOf({ size: 256, do_center_crop: true, crop_size: 224, resample: 3 });
  expect(deit).toMatchObject({
    input: { width: 224, height: 224 },
    resize: { rule: 'exact', size: { width: 256, height: 256 } },
    crop: 'center',
  });
  const clip = cardOf({
    size: { shortest_edge: 224 },
    do_center_crop: true,
    crop_size: { height: 224, width: 224 },
  });
  expect(clip).toMatchObject({ resize: { rule: 'shortSide', size: 224 }, crop: 'center' });
});

/** What the processor computes on a byte, against what the card computes. */
test.each([
  ['rescaled', { rescale_factor: 1 / 255, ...imagenet }, (v: number) => (v / 255 - 0.485) / 0.229],
  ['not normalised', { do_normalize: false }, (v: number) => v / 255],
  [
    'not rescaled',
    { do_rescale: false, image_mean: [127, 127, 127], image_std: [2, 2, 2] },
    (v: number) => (v - 127) / 2,
  ],
  [
    'rescaled with an offset',
    { rescale_factor: 1 / 127.5, rescale_offset: true, do_normalize: false },
    (v: number) => v / 127.5 - 1,
  ],
])('%s values are the same', (_, processor, expected) => {
  const { mean, std } = cardOf({ size: 32, ...processor });
  for (const value of [0, 1, 100, 255]) {
    expect((value / 255 - mean[0]!) / std[0]!).toBeCloseTo(expected(value), 9);
  }
});

test('class names come from config.json, if they are complete', () => {
  const config = (id2label: object) => ({ id2label });
  expect(cardOf({ size: 32 }, config({ 1: 'dog', 0: 'cat' })).labels).toEqual(['cat', 'dog']);
  expect(cardOf({ size: 32 }, config({ 0: 'cat', 2: 'dog' })).labels).toBeNull();
  expect(cardOf({ size: 32 }, { architectures: [] }).labels).toBeNull();
});

test.each([
  [{ size: { longest_edge: 3 } }, 'size: expected a number, { shortest_edge } or { height, width }'],
  [{ size: 32, resample: 5 }, 'resample: expected 0 to 3, received 5'],
  [{ size: 32, image_mean: [0.5] }, 'image_std: expected as many numbers as image_mean has'],
  [{ size: 32, image_mean: [0, 0], image_std: [1, 1] }, 'mean: expected three numbers'],
])('%j is refused', (processor, reason) => {
  expect(() => cardOf(processor)).toThrow(reason);
});
