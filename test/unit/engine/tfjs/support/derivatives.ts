/** First and second derivatives of a network's output against differences, along random directions. */
import { expect } from 'vitest';
import { plain } from '../../../../../src/engine/tfjs/ops/modes.ts';
import type { Network } from '../../../../../src/engine/tfjs/network/network.ts';
import { dropNetwork, loadNetwork } from '../../../../../src/engine/tfjs/run/deviceNetwork.ts';
import { execute } from '../../../../../src/engine/tfjs/run/execute.ts';
import { inTidy } from '../../../../../src/engine/tfjs/run/inTidy.ts';
import { planOf } from '../../../../../src/engine/tfjs/run/plan.ts';
import { tf } from '../../../../../src/engine/tfjs/tf.ts';
import { randomGenerator, uniform } from '../../onnx/grad/support/random.ts';

/** Values `gap` apart around zero, or from `least` on, in a random order: none stands on a kink, and no two tie. */
export function spreadValues(count: number, gap: number, least: number | null): Float32Array {
  const random = randomGenerator(11);
  const order = Array.from({ length: count }, (_, index) => ({ index, key: random() }));
  order.sort((a, b) => a.key - b.key);
  const start = least ?? (-count / 2 + 0.37) * gap;
  return Float32Array.from(order, ({ index }) => start + index * gap);
}

const dot = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  Array.from(left).reduce((sum, value, index) => sum + value * right[index]!, 0);

export interface Checked {
  /** Of the output, at x. */
  readonly value: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Checks the gradient at `x`, and how it changes where `isCurved`.
 *
 * @param step much less than the distance to the next kink
 */
export function checkDerivatives(network: Network, x: tf.Tensor, step: number, isCurved: boolean): Checked {
  const device = loadNetwork(network);
  try {
    return inTidy(() => {
      const plan = planOf(network, [network.input.name], [network.outputs[0]!.tensor], { fuse: false });
      const f = (given: tf.Tensor): tf.Tensor => execute(device, plan, [given], { mode: plain })[0]!;
      const y = f(x);
      const value = y.dataSync().slice() as Float32Array;
      const seed = tf.tensor(uniform(y.size, randomGenerator(5)), y.shape);
      const gradient = (at: tf.Tensor): tf.Tensor => tf.grad(f)(at, seed);
      const direction = tf.tensor(uniform(x.size, randomGenerator(6)), x.shape);
      const [ahead, behind] = [tf.add(x, tf.mul(direction, step)), tf.sub(x, tf.mul(direction, step))];
      const moved = tf.sub(ahead, behind).dataSync();
      const g = gradient(x);
      expect(g.shape).toEqual(x.shape);
      const numeric = dot(tf.sub(f(ahead), f(behind)).dataSync(), seed.dataSync());
      expectNear(
        'gradient',
        dot(g.dataSync(), moved),
        numeric,
        Math.sqrt(dot(g.dataSync(), g.dataSync())) * step,
      );
      if (isCurved) {
        const v = tf.tensor(uniform(x.size, randomGenerator(7)), x.shape);
        const product = tf.grad(gradient)(x, v).dataSync();
        const change = dot(tf.sub(gradient(ahead), gradient(behind)).dataSync(), v.dataSync());
        expectNear('second derivative', dot(product, moved), change, Math.sqrt(dot(product, product)) * step);
      }
      return { value, shape: y.shape };
    });
  } finally {
    dropNetwork(device);
  }
}

function expectNear(what: string, analytic: number, numeric: number, scale: number): void {
  const message = `${what}: analytic ${analytic}, numeric ${numeric}`;
  expect(Math.abs(analytic - numeric), message).toBeLessThan(0.01 * scale + 2e-5);
}
