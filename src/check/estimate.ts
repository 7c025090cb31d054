/** What central differences at several step sizes say together: an error, and how far to trust it. Pure. */

/** Of one direction, by step, the largest first; both as shares of what the direction gives. */
export interface Trail {
  /** Numeric minus analytic derivative. */
  readonly errors: readonly number[];
  /** Half of what the slopes ahead and behind differ by: a kink close to the point, or curvature. */
  readonly bends: readonly number[];
  /** What rounding may add. */
  readonly noise: readonly number[];
}

export interface Estimate {
  /** Root mean square over directions, at the step that blurs least. */
  readonly error: number;
  /** How much of it kinks, curvature and rounding may be. */
  readonly blur: number;
}

/** By how much each step is smaller than the one before. */
const shrinkage = 5;

/**
 * Kinks that lie at random along a line add up like a random walk: their part of the error falls with the root of the step
 * (that of curvature falls faster). So if it is e at one step, the errors of this step and the one before differ by at
 * least (sqrt(shrinkage) - 1) e. A single kink so close that every step crosses it adds at most the bend. All directions
 * are judged at one step: in a single one two errors may agree by chance. Far along its gradient a network saturates: there the
 * differences of two steps are both next to nothing, and agree on an error of the whole gradient. An error of the gradient
 * itself stays at every smaller step, so what smaller steps take away again, beyond their rounding, was none. Steps so large
 * that the network has no number there (a logarithm of what is negative) are left out.
 */
export function estimate(trails: readonly Trail[]): Estimate {
  const steps = trails[0]?.errors.length ?? 0;
  const candidates = Array.from({ length: Math.max(0, steps - 1) }, (_, before) => {
    const at = before + 1;
    const drift = apart(trails, at, before) / (Math.sqrt(shrinkage) - 1);
    const noise = noiseAt(trails, at);
    const bend = rootMeanSquare(trails.map(({ bends }) => bends[at]!));
    return {
      error: rootMeanSquare(trails.map(({ errors }) => errors[at]!)),
      blur: Math.max(drift, contradiction(trails, at)) + bend + noise,
    };
  });
  return candidates.reduce((best, each) => (each.blur < best.blur || Number.isNaN(best.blur) ? each : best));
}

/** By how much the errors at two steps differ. */
const apart = (trails: readonly Trail[], step: number, other: number): number =>
  rootMeanSquare(trails.map(({ errors }) => errors[step]! - errors[other]!));

const noiseAt = (trails: readonly Trail[], step: number): number =>
  rootMeanSquare(trails.map(({ noise }) => noise[step]!));

/** The noise is known from a few answers: differences up to so many times as much are none. */
const roundings = 4;

/** What of the error at a step a smaller one denies. */
function contradiction(trails: readonly Trail[], at: number): number {
  const steps = trails[0]!.errors.length;
  const smaller = Array.from({ length: steps - at - 1 }, (_, index) => at + 1 + index);
  return smaller.reduce(
    (most, step) => Math.max(most, apart(trails, at, step) - roundings * noiseAt(trails, step)),
    0,
  );
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
