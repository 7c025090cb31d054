/** The tools that tell rounding from a mistake must find both. */
import { expect, test } from 'vitest';
import { uniforms } from '../../src/tensor/random.ts';
import { largest, leftOver } from '../support/span.ts';

const signed = (seed: number, count: number): Float64Array =>
  uniforms(seed, count).map((value) => 2 * value - 1);

/** Moves that are each a sum of some of five jumps, as nudges make them. */
function movesOf(jumps: readonly Float64Array[], count: number): Float64Array[] {
  return Array.from({ length: count }, (_, move) => {
    const taken = uniforms(100 + move, jumps.length).map((value) => (value < 0.5 ? 1 : 0));
    return jumps[0]!.map((_value, at) =>
      jumps.reduce((sum, jump, index) => sum + taken[index]! * jump[at]!, 0),
    );
  });
}

const size = 5_000;
const jumps = [1, 2, 3, 4, 5].map((seed) => signed(seed, size));
const moves = movesOf(jumps, 24);

test('a difference of jumps that nudges make leaves nothing', () => {
  const difference = jumps[1]!.map((value, at) => value - jumps[4]![at]!);
  expect(largest(leftOver(difference, moves))).toBeLessThan(1e-12);
});

test('a mistake is left over, whatever the jumps', () => {
  const mistake = signed(9, size).map((value) => 0.001 * value);
  const difference = mistake.map((value, at) => value + jumps[0]![at]!);
  expect(largest(leftOver(difference, moves))).toBeGreaterThan(0.0009);
});

test('nudges that move nothing explain nothing', () => {
  const difference = signed(9, size);
  expect(leftOver(difference, [new Float64Array(size)])).toEqual(difference);
});
