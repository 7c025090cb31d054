/**
 * A model that can be differentiated on paper: z(x) = sum a x + b x², so dz/dx = a + 2 b x. What an attribution gets from it
 * can be checked by hand.
 */
import type { AttributionTools } from '../../src/methods/method.ts';
import { uniforms } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

export interface Quadratic {
  readonly linear: Float64Array;
  readonly square: Float64Array;
}

const signed = (seed: number, count: number): Float64Array =>
  uniforms(seed, count).map((value) => 2 * value - 1);

/** A model and an image of three colours, every number in (-1, 1). */
export function quadraticExample(rows: number, columns: number): { model: Quadratic; image: Tensor } {
  const count = 3 * rows * columns;
  return {
    model: { linear: signed(1, count), square: signed(2, count) },
    image: { data: Float32Array.from(signed(3, count)), shape: [3, rows, columns] },
  };
}

export function logitOf({ linear, square }: Quadratic, x: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < linear.length; index++) {
    sum += linear[index]! * x[index]! + square[index]! * x[index]! * x[index]!;
  }
  return sum;
}

/** Probability of the class against one other class whose logit is 0. */
export const probabilityOf = (model: Quadratic, x: ArrayLike<number>): number =>
  1 / (1 + Math.exp(-logitOf(model, x)));

export function gradientOf({ linear, square }: Quadratic, x: ArrayLike<number>): Float32Array {
  return Float32Array.from(linear, (a, index) => a + 2 * square[index]! * x[index]!);
}

/** The tools of an attribution over that model; `map` is what `cam` answers. */
export function quadraticTools(model: Quadratic, image: Tensor, map?: Tensor): AttributionTools {
  const each = (
    count: number,
    fill: (index: number, out: Float32Array) => void,
    use: (x: Float32Array, index: number) => void,
  ): void => {
    for (let index = 0; index < count; index++) {
      const x = new Float32Array(image.data.length);
      fill(index, x);
      use(x, index);
    }
  };
  return {
    image,
    logit: logitOf(model, image.data),
    gradient: async (rule) => ({
      data: gradientOf(model, image.data).map((g) => (rule === 'guided' ? Math.max(g, 0) : g)),
      shape: image.shape,
    }),
    gradientsAt: async (count, series, use) => {
      each(count, series, (x, index) => use(gradientOf(model, x), index));
    },
    scoresAt: async (count, series) => {
      const scores = { logits: new Float32Array(count), probabilities: new Float32Array(count) };
      each(count, series, (x, index) => {
        scores.logits[index] = logitOf(model, x);
        scores.probabilities[index] = probabilityOf(model, x);
      });
      return scores;
    },
    cam: () => {
      if (map === undefined) throw new Error('no map was given');
      return map;
    },
  };
}
