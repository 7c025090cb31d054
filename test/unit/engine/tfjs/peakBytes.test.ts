import { expect, test } from 'vitest';
import type { Network, NetworkNode } from '../../../../src/engine/tfjs/network/network.ts';
import type { Measured } from '../../../../src/engine/tfjs/passes/measure.ts';
import { peakBytes } from '../../../../src/engine/tfjs/run/peakBytes.ts';
import { planOf } from '../../../../src/engine/tfjs/run/plan.ts';

const node = (name: string, op: string, ...inputs: string[]): NetworkNode => ({
  name,
  op,
  inputs,
  attributes: {},
});
const measured = (...dims: number[]): Measured => ({
  type: 'float32',
  shape: [2, ...dims],
  images: 2,
  perImage: true,
  integers: null,
});

test('what lives together is added up, and what is done with is not', () => {
  const network: Network = {
    nodes: [
      node('wide', 'Conv2D', 'x', 'w'),
      node('on', 'Relu', 'wide'),
      node('narrow', 'Mean', 'on'),
      node('beside', 'Mean', 'x'),
      node('sum', 'AddV2', 'narrow', 'beside'),
    ],
    constants: new Map(),
    input: { name: 'x', batch: null, rows: 2, columns: 5, channels: 1 },
    outputs: [{ name: 'sum', tensor: 'sum' }],
  };
  const sizes = new Map([
    ['wide', measured(100)],
    ['on', measured(100)],
    ['narrow', measured(7)],
    ['beside', measured(7)],
    ['sum', measured(7)],
  ]);
  const peakOf = (fuse: boolean): number =>
    peakBytes(planOf(network, ['x'], ['sum'], { fuse }), network, sizes);
  expect(peakOf(false)).toBe(4 * (10 + 100 + 100));
  expect(peakOf(true)).toBe(4 * (10 + 100 + 7));
});
