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

/** Measured along the input gradient of a MobileNetV2 that saturates: the gradient is right, and large steps miss all of it. */
const saturating: readonly Trail[] = [
  {
    errors: [-0.9972, -0.9633, -0.7884, -0.4422, -0.1525, -0.0507],
    bends: [0.0009, 0.0089, 0.0374, -0.0052, 0.0274, -0.0029],
    noise: [0, 0, 0, 0, 1e-5, 6e-5],
  },
  {
    errors: [-0.9947, -0.9449, -0.7292, -0.3591, -0.1188, -0.0312],
    bends: [0.0012, 0.0123, 0.0385, -0.0087, 0.0252, -0.0142],
    noise: [0, 0, 0, 0, 2e-5, 8e-5],
  },
];

test('what smaller steps take away again is no error: a network that saturates far away', () => {
  const { error, blur } = estimate(saturating);
  expect(error).toBeLessThan(0.05);
  expect(error).toBeLessThan(blur);
});

test('where it saturates, an error that stays is still one', () => {
  const wrong = saturating.map((each) => ({ ...each, errors: each.errors.map((error) => error - 0.4) }));
  const { error, blur } = estimate(wrong);
  expect(error).toBeGreaterThan(0.01 + 2 * blur);
});

test('rounding of the smallest steps takes no error away', () => {
  const rough = (sign: number): Trail => ({
    errors: [0.3, 0.3, 0.3 + sign * 0.02, 0.3 - sign * 0.1],
    bends: [0, 0, 0, 0],
    noise: [0.0005, 0.002, 0.01, 0.05],
  });
  const { error, blur } = estimate([rough(1), rough(-1)]);
  expect(error).toBeCloseTo(0.3, 2);
  expect(blur).toBeLessThan(0.01);
});
