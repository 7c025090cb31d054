/** A part of `npm run fuzz`, the same each time. */
import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { fuzzInput } from './inputs.ts';

const inputs = 300;

test(
  'changed model files end in a model or a clear error, never in a crash',
  { timeout: 120_000 },
  async () => {
    const { wrong, codes } = await fuzz({ seed: 20, from: 0, to: inputs });
    expect(wrong).toEqual([]);
    const tried = Object.values(codes).reduce((sum, count) => sum + count, 0);
    expect(tried).toBe(inputs);
    // The changes reach behind the reader, and not all of them break a file.
    for (const code of ['opened', 'MODEL_INVALID', 'MODEL_UNSUPPORTED'])
      expect(codes[code]).toBeGreaterThan(5);
  },
);

test('an input follows from seed and number alone', () => {
  for (const index of [0, 7, 123]) expect(fuzzInput(5, index)).toEqual(fuzzInput(5, index));
  const some = Array.from({ length: 50 }, (_, index) =>
    Buffer.from(fuzzInput(5, index).bytes).toString('base64'),
  );
  expect(new Set(some).size).toBeGreaterThan(40);
});
