import { expect, test } from 'vitest';
import { imagenetCard } from '../../../src/config/imagenetCard.ts';
import { modelCardSchema, type ModelCard } from '../../../src/config/modelCard.ts';
import { parseAs } from '../../../src/config/parse.ts';

const card = imagenetCard('net', { width: 224, height: 224 });
const parse = (changed: object): ModelCard =>
  parseAs(modelCardSchema, { ...card, ...changed }, 'CARD_INVALID', 'card');

test("ImageNet's defaults are a card", () => {
  expect(parse({})).toEqual(card);
  expect(card.resize).toEqual({ rule: 'shortSide', size: 256, filter: 'bilinear' });
  expect(imagenetCard('small', { width: 64, height: 64 }).resize.size).toBe(73);
  expect(imagenetCard('oblong', { width: 299, height: 224 }).resize.size).toBe(341);
});

test('a network that takes grey images has one mean and one deviation', () => {
  const grey = imagenetCard('net', { width: 28, height: 28 }, 'grey');
  expect(parse(grey)).toMatchObject({ channels: 'grey', mean: [0.449], std: [0.226] });
});

const exact = { rule: 'exact', size: { width: 300, height: 200 }, filter: 'lanczos' };

test.each([
  ['both sides alike', { resize: { ...exact, size: 224 }, crop: 'none' }],
  ['width and height', { resize: exact, input: { width: 300, height: 200 }, crop: 'none' }],
  ['squeezed, then cropped', { resize: exact, input: { width: 280, height: 180 } }],
])('exact: %s', (_, changed) => {
  expect(parse(changed)).toMatchObject(changed);
});

test.each([
  ['mean.0', { mean: [123.675, 116.28, 103.53] }, 'divide one of 0..255 values by 255'],
  ['std.1', { std: [1, 0, 1] }, '>0'],
  [
    'resize.filter',
    { resize: { ...card.resize, filter: 'area' } },
    '"bilinear"|"bicubic"|"lanczos"|"nearest"',
  ],
  ['resize.size', { resize: { ...card.resize, size: 200 } }, "at least the input's 224x224 pixels"],
  ['resize.size', { resize: { ...card.resize, size: '256' } }, 'expected a whole number of pixels'],
  ['resize.size', { resize: { ...exact, rule: 'shortSide' } }, "one number with the rule 'shortSide'"],
  ['resize.size', { resize: { ...exact, size: 256 }, crop: 'none' }, 'where nothing is cropped'],
  ['crop', { crop: 'none' }, "expected 'center' with the rule 'shortSide'"],
  ['channels', { channels: 'hsv' }, '"rgb"|"bgr"|"grey"'],
  ['mean', { channels: 'grey' }, "expected one number with the channels 'grey'"],
  ['std', { channels: 'grey', mean: [0.5] }, "expected one number with the channels 'grey'"],
  ['mean', { mean: [0.5] }, "expected three numbers with the channels 'rgb'"],
  ['input.width', { input: { width: 0, height: 224 } }, '>0'],
  ['labels.1', { labels: ['cat', 3] }, 'string'],
  ['colour', { colour: 'rgb' }, 'Unrecognized key'],
])('a wrong %s is named', (field, changed, reason) => {
  const refused = () => parse(changed);
  expect(refused).toThrow(expect.objectContaining({ code: 'CARD_INVALID' }));
  expect(refused).toThrow(reason);
  expect(refused).toThrow(field);
});
