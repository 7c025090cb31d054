/**
 * A gradient against central differences, made for networks: float32 rounds their answers, and ReLU and max-pooling have
 * kinks. Several step sizes are tried in each direction; estimate.ts chooses among them.
 */
import { normals, uniforms } from '../tensor/random.ts';
import type { Trail } from './estimate.ts';

/** A scalar function of many numbers, and what is said to be its gradient at one point. */
export interface Subject {
  readonly at: Float32Array;
  readonly gradient: Float32Array;
  /** Which numbers may move; the others stand on a kink. */
  readonly movable: (value: number) => boolean;
  /** The function at other points. */
  readonly score: (points: readonly Float32Array[]) => Promise<readonly number[]>;
}

export interface Comparison {
  /** Along the gradient, and along random halves of its elements: the signal is strongest, errors of length show. */
  readonly along: readonly Trail[];
  /**
   * Along random directions v: errors as shares of |G| rms(v). Their root mean square estimates |G - true G| / |G|,
   * whatever part of the gradient is wrong.
   */
  readonly random: readonly Trail[];
  /** Share of the numbers that were moved. */
  readonly moved: number;
  /** Whether what is said to be the gradient is 0 everywhere that was moved. */
  readonly isZero: boolean;
}

/** Of the point's root mean square, each a fifth of the one before. */
export const steps: readonly number[] = [0.1, 0.02, 4e-3, 8e-4, 1.6e-4, 3.2e-5];
/** Along the gradient answers change most, so that smaller steps still tell something. */
const alongSteps: readonly number[] = [...steps, 6.4e-6, 1.28e-6];
const halves = 1;
const noiseStep = 1e-6;
const noisePoints = 6;
/** A float32's last place, relative. */
const lastPlace = 2 ** -23;

export interface ComparisonOptions {
  readonly directions: number;
  readonly seed: number;
}

export async function compareGradient(
  subject: Subject,
  { directions, seed }: ComparisonOptions,
): Promise<Comparison> {
  const { at, gradient, movable } = subject;
  const mask = Uint8Array.from(at, (value) => (movable(value) ? 1 : 0));
  const size = rootMeanSquare(at) || 1;
  const moving = gradient.map((value, index) => value * mask[index]!);
  const random = (number: number): Float32Array =>
    Float32Array.from(normals(seed + number, at.length), (value, index) => value * size * mask[index]!);
  const half = (number: number): Float32Array => {
    const chosen = uniforms(seed + number, at.length);
    return moving.map((value, index) => (chosen[index]! < 0.5 ? value : 0));
  };
  const centre = await centreOf(subject, size, random(0));
  const comparison = { along: [] as Trail[], random: [] as Trail[] };
  for (let number = 0; number <= halves; number++) {
    const direction = scaled(number === 0 ? moving : half(number), size);
    comparison.along.push(
      await trail(subject, direction, alongSteps, Math.abs(dot(moving, direction)), centre),
    );
  }
  for (let number = 1; number <= directions; number++)
    comparison.random.push(await trail(subject, random(number), steps, norm(moving) * size, centre));
  const isZero = moving.every((value) => value === 0);
  return { ...comparison, moved: mask.reduce((sum, moves) => sum + moves, 0) / at.length, isZero };
}

interface Centre {
  readonly value: number;
  /** How far the function's answers scatter at points that float32 hardly tells apart. */
  readonly noise: number;
}

async function centreOf({ at, score }: Subject, size: number, direction: Float32Array): Promise<Centre> {
  const places = Array.from({ length: noisePoints }, (_, index) => index - noisePoints / 2);
  const answers = await score(places.map((place) => moved(at, direction, noiseStep * place)));
  const mean = answers.reduce((sum, value) => sum + value, 0) / answers.length;
  const variance = answers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / answers.length;
  const noise = Math.max(Math.sqrt(variance), lastPlace * Math.abs(mean), size * 1e-30);
  return { value: answers[places.indexOf(0)]!, noise };
}

/** Numeric minus analytic derivative at each step, as shares of `scale`. */
async function trail(
  subject: Subject,
  direction: Float32Array,
  lengths: readonly number[],
  scale: number,
  centre: Centre,
): Promise<Trail> {
  const { at, gradient, score } = subject;
  const points = lengths.flatMap((step) => [moved(at, direction, step), moved(at, direction, -step)]);
  const answers = await score(points);
  // A gradient of zeros is right where differences are rounding.
  const share = scale > 0 ? scale : centre.noise / lengths.at(-1)!;
  const rungs = lengths.map((step, index) => {
    const [ahead, behind] = [points[2 * index]!, points[2 * index + 1]!];
    const [up, down] = [answers[2 * index]!, answers[2 * index + 1]!];
    // Between the points as float32 has them.
    const analytic = ahead.reduce(
      (sum, value, place) => sum + gradient[place]! * (value - behind[place]!),
      0,
    );
    return {
      error: (up - down - analytic) / (2 * step * share),
      bend: (up + down - 2 * centre.value) / (2 * step * share),
      noise: centre.noise / (step * share),
    };
  });
  return {
    errors: rungs.map(({ error }) => error),
    bends: rungs.map(({ bend }) => bend),
    noise: rungs.map(({ noise }) => noise),
  };
}

const moved = (at: Float32Array, direction: Float32Array, by: number): Float32Array =>
  at.map((value, index) => value + by * direction[index]!);

const dot = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0);

const norm = (values: Float32Array): number => Math.sqrt(dot(values, values));

const rootMeanSquare = (values: Float32Array): number => norm(values) / Math.sqrt(values.length);

/** With the root mean square `size`; zeros stay. */
function scaled(values: Float32Array, size: number): Float32Array {
  const factor = size / (rootMeanSquare(values) || 1);
  return values.map((value) => value * factor);
}
