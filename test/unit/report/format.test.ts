import { expect, test } from 'vitest';
import { className, count, counted, percent } from '../../../src/report/format.ts';

test.each([
  [0.3879, '39%'],
  [1, '100%'],
  [0.0995, '10%'],
  [0.0994, '9.9%'],
  [0.0013, '0.1%'],
  [0, '0.0%'],
])('%f is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

test('thousands are set apart', () => {
  expect([count(7), count(1000), count(1234567)]).toEqual(['7', '1\u202f000', '1\u202f234\u202f567']);
});

test('one photograph, two photographs', () => {
  expect([counted(1, 'photograph'), counted(2, 'photograph'), counted(2, 'class', 'classes')]).toEqual([
    '1 photograph',
    '2 photographs',
    '2 classes',
  ]);
});

test('a class without a name goes by its number', () => {
  expect([className(3, 'cat'), className(3, null), className(3, undefined)]).toEqual([
    'cat',
    'class 3',
    'class 3',
  ]);
});
