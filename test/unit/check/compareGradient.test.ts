/** On functions whose gradient is known on paper. */
import { describe, expect, test } from 'vitest';
import { compareGradient, type Subject } from '../../../src/check/compareGradient.ts';
import { gradientAnswer } from '../../../src/check/gradientAnswer.ts';
import { normals } from '../../../src/tensor/random.ts';

const size = 200;
const weights = normals(1, size);
const at = Float32Array.from(normals(2, size));

interface Function {
  readonly value: (x: number, index: number) => number;
  readonly slope: (x: number, index: number) => number;
}

const functions: Readonly<Record<string, Function>> = {
  linear: { value: (x, i) => weights[i]! * x, slope: (_x, i) => weights[i]! },
  curved: { value: (x, i) => weights[i]! * Math.sin(x), slope: (x, i) => weights[i]! * Math.cos(x) },
  saturating: {
    value: (x, i) => weights[i]! * Math.tanh(100 * (x - at[i]!)),
    slope: (x, i) => (100 * weights[i]!) / Math.cosh(100 * (x - at[i]!)) ** 2,
  },
  kinked: { value: (x, i) => weights[i]! * Math.max(x, 0), slope: (x, i) => (x > 0 ? weights[i]! : 0) },
};

/** Rounds its result as a network in float32 does. */
const subject = (
  { value, slope }: Function,
  spoil: (gradient: number, index: number) => number,
): Subject => ({
  at,
  gradient: at.map((x, index) => spoil(slope(x, index), index)),
  movable: () => true,
  score: async (points) =>
    points.map((point) => Math.fround(point.reduce((sum, x, index) => sum + value(x, index), 0))),
});

const compared = async (given: Subject) =>
  gradientAnswer([await compareGradient(given, { directions: 6, seed: 9 })]);

describe.each(Object.entries(functions))('%s', (_name, given) => {
  test('the right gradient is fine', async () => {
    const { outcome, figures, detail } = await compared(subject(given, (g) => g));
    expect(outcome, detail).toBe('ok');
    expect(figures['along']).toBeLessThan(0.01);
  });

  test.each<[string, (gradient: number, index: number) => number]>([
    ['too long by a twentieth', (g) => 1.05 * g],
    ['too short by a half', (g) => 0.5 * g],
    ['of the other sign', (g) => -g],
    ['zero', () => 0],
    ['zero in a half of the elements', (g, index) => (index < size / 2 ? 0 : g)],
    ['of its neighbour', (_g, index) => given.slope(at[(index + 1) % size]!, (index + 1) % size)],
    ['no number in one place', (g, index) => (index === 3 ? NaN : g)],
  ])('a gradient %s fails', async (_what, spoil) => {
    const { outcome, detail } = await compared(subject(given, spoil));
    expect(outcome, detail).toBe('failed');
  });
});

test('a function that is constant agrees with a gradient of zero, which proves nothing', async () => {
  const flat = { value: () => 3, slope: () => 0 };
  expect((await compared(subject(flat, (g) => g))).outcome).toBe('empty');
  expect((await compared(subject(flat, () => 0.1))).outcome).toBe('failed');
});

test('where rounding hides everything, nothing is said to be fine', async () => {
  const rough: Subject = {
    ...subject(functions['linear']!, (g) => g),
    score: async (points) =>
      points.map(
        (point) =>
          Math.round(point.reduce((sum, x, i) => sum + weights[i]! * x, 0) / 40) * 40 +
          40 * Math.sin(1e9 * point[0]!),
      ),
  };
  const { outcome, detail } = await compared(rough);
  expect(outcome, detail).toBe('undecided');
});

test('what must not move does not', async () => {
  const seen = new Set<number>();
  const pinned: Subject = {
    ...subject(functions['linear']!, (g) => g),
    movable: (value) => value > 0,
    score: async (points) =>
      points.map((point) => {
        point.forEach((x, index) => void (x !== at[index] && seen.add(index)));
        return point.reduce((sum, x, index) => sum + weights[index]! * x, 0);
      }),
  };
  const { moved } = await compareGradient(pinned, { directions: 2, seed: 1 });
  expect([...seen].every((index) => at[index]! > 0)).toBe(true);
  expect(moved).toBe(at.filter((x) => x > 0).length / size);
});
