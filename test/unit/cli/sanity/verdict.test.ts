import { expect, test } from 'vitest';
import { stageCounts } from '../../../../src/cli/sanity/stages.ts';
import { verdictsOf } from '../../../../src/cli/sanity/verdict.ts';

test.each([
  [1, 8, [0, 1]],
  [5, 8, [0, 1, 2, 3, 4, 5]],
  [53, 8, [0, 1, 10, 18, 27, 36, 44, 53]],
  [53, 2, [0, 53]],
  [53, 1, [0, 53]],
])('of %i layers in at most %i steps: %j', (layers, most, counts) => {
  expect(stageCounts(layers, most)).toEqual(counts);
});

test('a method is judged by what is left when nothing learned is', () => {
  const stages = [
    { randomised: 0, layer: null, correlations: { a: 1, b: 1, c: 1, d: 1 } },
    { randomised: 9, layer: 'conv1', correlations: { a: 0.49, b: 0.5, c: null, d: -0.9 } },
  ];
  expect(verdictsOf({ layers: 9, stages }).map(({ verdict }) => verdict)).toEqual([
    'follows',
    'keeps',
    'follows',
    'follows',
  ]);
});
