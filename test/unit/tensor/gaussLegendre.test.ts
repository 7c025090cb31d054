import { expect, test } from 'vitest';
import { gaussLegendre } from '../../../src/tensor/gaussLegendre.ts';

test.each([1, 2, 3, 8, 50])('%i nodes integrate polynomials up to degree 2 n - 1 exactly', (count) => {
  const { nodes, weights } = gaussLegendre(count);
  expect(nodes).toEqual([...nodes].sort((a, b) => a - b));
  for (let degree = 0; degree < 2 * count; degree++) {
    const integral = nodes.reduce((sum, node, index) => sum + weights[index]! * node ** degree, 0);
    expect(integral).toBeCloseTo(1 / (degree + 1), 12);
  }
});

test('the next degree is not exact: the rule has as many nodes as it says', () => {
  const { nodes, weights } = gaussLegendre(2);
  const integral = nodes.reduce((sum, node, index) => sum + weights[index]! * node ** 4, 0);
  expect(Math.abs(integral - 1 / 5)).toBeGreaterThan(1e-3);
});
