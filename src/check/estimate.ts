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
 * are judged at one step: in a single one two errors may agree by chance. Steps so large that the network has no number there
 * (a logarithm of what is negative) are left out.
 */
export function estimate(trails: readonly Trail[]): Estimate {
  const steps = trails[0]?.errors.length ?? 0;
  const candidates = Array.from({ length: Math.max(0, steps - 1) }, (_, before) => {
    const at = before + 1;
    const drift = rootMeanSquare(trails.map(({ errors }) => errors[at]! - errors[before]!));
    const noise = rootMeanSquare(trails.map((trail) => trail.noise[at]!));
    const bend = rootMeanSquare(trails.map(({ bends }) => bends[at]!));
    return {
      error: rootMeanSquare(trails.map(({ errors }) => errors[at]!)),
      blur: drift / (Math.sqrt(shrinkage) - 1) + bend + noise,
    };
  });
  return candidates.reduce((best, each) => (each.blur < best.blur || Number.isNaN(best.blur) ? each : best));
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
