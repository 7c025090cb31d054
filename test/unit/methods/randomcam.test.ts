import { expect, test } from 'vitest';
import { randomcam } from '../../../src/methods/randomcam.ts';
import type { Ingredients } from '../../../src/methods/method.ts';

test('weights are uniform in (-1, 1), and the same for every image', () => {
  const given = {
    activations: { data: new Float32Array(4_000), shape: [4_000, 1, 1] },
  } as unknown as Ingredients;
  const weights = (): number[] => {
    const contribution = randomcam.contribution(given);
    if (contribution.kind !== 'channels') throw new Error('expected weights of channels');
    return [...contribution.weights];
  };
  const drawn = weights();
  expect(weights()).toEqual(drawn);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(Math.min(...drawn)).toBeGreaterThan(-1);
  expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0, 1);
  // Each quarter of the range holds about a quarter of the weights.
  for (const low of [-1, -0.5, 0, 0.5]) {
    const share = drawn.filter((value) => value >= low && value < low + 0.5).length / drawn.length;
    expect(share).toBeCloseTo(0.25, 1);
  }
});
