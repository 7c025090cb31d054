/** The mean of numbers that come one by one, with its 95 % confidence interval; two passes' worth of digits by Welford's rule. */

/** Standard normal quantile of 97.5 %. */
const halfWidth = 1.959964;

export interface Mean {
  readonly count: number;
  readonly mean: number;
  /** Bounds of the 95 % confidence interval of the mean, normal approximation; null below two numbers. */
  readonly low: number | null;
  readonly high: number | null;
}

/** @source Welford, Technometrics 1962 */
export class MeanTotals {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  /** Null where no number came. */
  finish(): Mean | null {
    const [count, mean] = [this.#count, this.#mean];
    if (count === 0) return null;
    if (count === 1) return { count, mean, low: null, high: null };
    const margin = halfWidth * Math.sqrt(this.#squares / (count - 1) / count);
    return { count, mean, low: mean - margin, high: mean + margin };
  }
}
