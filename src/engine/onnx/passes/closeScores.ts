/** Whether two sets of scores are the same up to rounding, class by class. Pure. */

/** Largest difference that is rounding, as a share of how much the scores of a class differ between images. */
const tolerance = 1e-3;
/** And as a share of the class's largest score: where a class hardly varies, float32 leaves no more than this. */
const rounding = 1e-4;

/**
 * Each class has its own measure, so that one with enormous scores (masked by -1e9) does not excuse the others. A class
 * that happens to vary little is measured as the middle one of all classes, and probabilities by the largest.
 *
 * @param found scores [m, K], as `expected`
 */
export function closeScores(found: Float32Array, expected: Float32Array, classCount: number): boolean {
  if (found.length !== expected.length) return false;
  const allowed = allowances(expected, classCount);
  return found.every((value, index) => Math.abs(value - expected[index]!) <= allowed[index % classCount]!);
}

/** Of each class. */
function allowances(expected: Float32Array, classCount: number): number[] {
  const ranges = Array.from({ length: classCount }, () => ({ low: Infinity, high: -Infinity }));
  expected.forEach((value, index) => {
    const range = ranges[index % classCount]!;
    range.low = Math.min(range.low, value);
    range.high = Math.max(range.high, value);
  });
  const least = leastScale(ranges);
  return ranges.map(({ low, high }) =>
    Math.max(tolerance * Math.max(high - low, least), rounding * Math.max(-low, high)),
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** What any class is measured by at least: a probability near 0 owes its rounding to the logits of all classes. */
function leastScale(ranges: readonly Range[]): number {
  const areProbabilities = ranges.every(({ low, high }) => low >= 0 && high <= 1);
  if (areProbabilities) return ranges.reduce((most, { high }) => Math.max(most, high), 0);
  const sorted = ranges.map(({ low, high }) => high - low).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
