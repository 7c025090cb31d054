import { expect, test } from 'vitest';
import { cardFromTimm } from '../../../src/config/timmCard.ts';

const base = {
  input_size: [3, 224, 224],
  interpolation: 'bicubic',
  crop_pct: 0.875,
  crop_mode: 'center',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
const cardOf = (changed: object = {}, rest: object = {}, input?: { width: number; height: number }) =>
  cardFromTimm({ pretrained_cfg: { ...base, ...changed }, ...rest }, 'config.json', 'net', input);

test('short side by the share of the crop, cut down', () => {
  expect(cardOf().resize).toEqual({ rule: 'shortSide', size: 256, filter: 'bicubic' });
  expect(cardOf({ crop_pct: 0.95 }).resize.size).toBe(235);
  expect(cardOf()).toMatchObject({ crop: 'center', mean: base.mean, std: base.std, labels: null });
});

test("the network's own size goes before the one it was trained with", () => {
  const card = cardOf({}, {}, { width: 288, height: 288 });
  expect(card).toMatchObject({ input: { width: 288, height: 288 }, resize: { size: 329 } });
});

test('squash squeezes both sides', () => {
  const card = cardOf({ crop_mode: 'squash', crop_pct: 1, input_size: [3, 200, 300] });
  expect(card).toMatchObject({
    input: { width: 300, height: 200 },
    resize: { rule: 'exact', size: { width: 300, height: 200 } },
  });
});

test('class names are described where there are descriptions', () => {
  const labels = { label_names: ['n01', 'n02'], label_descriptions: { n01: 'tench' } };
  expect(cardOf({}, labels).labels).toEqual(['tench', 'n02']);
});

test.each([
  [{ crop_mode: 'border' }, 'pretrained_cfg.crop_mode'],
  [{ input_size: [1, 28, 28] }, 'pretrained_cfg.input_size.0'],
  [{ interpolation: 'random' }, 'pretrained_cfg.interpolation'],
])('%j is refused', (changed, field) => {
  expect(() => cardOf(changed)).toThrow(field);
});
