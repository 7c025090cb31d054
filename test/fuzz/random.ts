import { uniforms } from '../../src/tensor/random.ts';

/** More than one input draws; beyond them they come again. */
const draws = 2048;

/** Choices that follow from a seed, the same on every machine. */
export class Random {
  private readonly numbers: Float64Array;
  private at = 0;

  constructor(seed: number) {
    this.numbers = uniforms(seed, draws);
  }

  /** In [0, 1). */
  private next(): number {
    return this.numbers[this.at++ % draws]!;
  }

  /** In 0..count - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}
