/** Whether a difference is made of given moves: how float32 kinks of a network are told from mistakes. */

/**
 * What is left of `difference` once its part in the span of `moves` is taken out (least squares, by Gram-Schmidt).
 *
 * A gradient jumps by a fixed vector where a ReLU or a maximum changes sides. Nudges of the input that stay within float32
 * rounding change sides here and there; if rounding alone parts two answers, their difference is a sum of such jumps. A
 * few dozen moves cannot make up a mistake in tens of thousands of values.
 */
export function leftOver(difference: Float64Array, moves: readonly Float64Array[]): Float64Array {
  const rest = difference.slice();
  const basis: Float64Array[] = [];
  for (const move of moves) {
    const direction = independent(move, basis);
    if (direction === null) continue;
    basis.push(direction);
    subtract(rest, direction, dot(rest, direction));
  }
  return rest;
}

/** The part of `move` that stands on all of `basis`, at unit length; null where nothing but rounding is left. */
function independent(move: Float64Array, basis: readonly Float64Array[]): Float64Array | null {
  const direction = move.slice();
  // Twice, because once loses digits.
  for (const known of [...basis, ...basis]) subtract(direction, known, dot(direction, known));
  const [before, after] = [dot(move, move), dot(direction, direction)];
  if (after <= 1e-10 * before) return null;
  const length = Math.sqrt(after);
  return direction.map((value) => value / length);
}

/** The largest absolute value. */
export function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) if (!(Math.abs(value) <= most)) most = Math.abs(value);
  return most;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

function subtract(from: Float64Array, direction: Float64Array, share: number): void {
  for (let index = 0; index < from.length; index++) from[index]! -= share * direction[index]!;
}
