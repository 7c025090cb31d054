import { expect, test } from 'vitest';
import { estimate, type Trail } from '../../../src/check/estimate.ts';

const noise = [1e-6, 5e-6, 2.5e-5, 1.25e-4];
/** Errors that fall with the root of the step, as kinks make them, and grow with rounding. */
const trail = (wrong: number, kinks: number, sign = 1): Trail => ({
  errors: noise.map((share, step) => wrong + sign * (kinks / Math.sqrt(5) ** step + share)),
  bends: noise.map(() => 0),
  noise,
});

test('errors of kinks lie within what is said to blur them', () => {
  const { error, blur } = estimate([trail(0, 0.05), trail(0, 0.02, -1), trail(0, 0.03)]);
  expect(error).toBeLessThanOrEqual(1.1 * blur);
  expect(blur).toBeLessThan(0.01);
});

test('an error of the gradient stays at every step, and no blur hides it', () => {
  const { error, blur } = estimate([trail(0.2, 1e-3), trail(-0.2, 1e-3)]);
  expect(error).toBeCloseTo(0.2, 2);
  expect(blur).toBeLessThan(0.001);
});

test('two errors of one direction that agree by chance do not make it sharp', () => {
  const chance: Trail = { errors: [0.3, 0.3, 0.1, 0.05], bends: [0, 0, 0, 0], noise };
  const others = [trail(0, 0.5), trail(0, 0.5, -1)];
  expect(estimate([chance, ...others]).error).toBeLessThan(0.1);
});

test('what is no number is no small error', () => {
  expect(estimate([{ errors: [NaN, NaN], bends: [0, 0], noise: [1, 1] }]).error).toBeNaN();
});

test('a kink closer than every step does not count as an error', () => {
  const close: Trail = { errors: [0.1, 0.1, 0.1, 0.1], bends: [0.1, -0.1, 0.1, 0.1], noise };
  const { error, blur } = estimate([close]);
  expect(error).toBeLessThanOrEqual(blur);
});

test('steps where the network has no number are left out, unless there are no others', () => {
  const trail = (...errors: number[]) => ({ errors, bends: [0, 0, 0, 0], noise: [0, 0, 0, 0] });
  expect(estimate([trail(NaN, NaN, 0.001, 0.001)])).toEqual({ error: 0.001, blur: 0 });
  expect(estimate([trail(NaN, NaN, NaN, NaN)]).error).toBeNaN();
});
