/** How many copies of an image go through a plan at a time: what is known to fit, and fewer once it did not. */
import type { Plan } from '../run/plan.ts';

/**
 * For the tensors of all copies together. A quarter of what WebAssembly can have: operations take memory besides. It is the same
 * on every machine, as sizes of runs should be.
 */
const bytesAtOnce = 2 ** 30;

export class CopySizes {
  private readonly most: number;
  private readonly bytesOf: (plan: Plan) => number;
  private readonly known = new Map<Plan, number>();

  /**
   * @param most whatever the memory
   * @param bytesOf of one copy
   */
  constructor(most: number, bytesOf: (plan: Plan) => number) {
    this.most = most;
    this.bytesOf = bytesOf;
  }

  of(plan: Plan): number {
    const known = this.known.get(plan) ?? this.fitting(plan);
    this.known.set(plan, known);
    return known;
  }

  /** After `tried` copies were too many. */
  halve(plan: Plan, tried: number): void {
    this.known.set(plan, Math.max(1, Math.floor(Math.min(tried, this.of(plan)) / 2)));
  }

  private fitting(plan: Plan): number {
    return Math.max(1, Math.min(this.most, Math.floor(bytesAtOnce / Math.max(1, this.bytesOf(plan)))));
  }
}
