import { expect, test } from 'vitest';
import { randomcam } from '../../../src/methods/randomcam.ts';
import type { Ingredients } from '../../../src/methods/method.ts';
import { rawMap } from '../../../src/model/rawMap.ts';
import { uniforms } from '../../../src/tensor/random.ts';

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

test('the map equals the sum over channels, written out', () => {
  const [channels, positions] = [6, 12];
  const activations = {
    data: Float32Array.from(uniforms(5, channels * positions)),
    shape: [channels, 3, 4],
  };
  const map = rawMap(randomcam.contribution({ activations } as unknown as Ingredients), activations, false);
  const weights = uniforms(20_211, channels).map((value) => 2 * value - 1);
  for (let position = 0; position < positions; position++) {
    let twin = 0;
    weights.forEach(
      (weight, channel) => (twin += weight * activations.data[channel * positions + position]!),
    );
    expect(map[position]).toBeCloseTo(twin, 5);
  }
});
