import { newGrid, residual, type Level } from './level.ts';
import { vCycle, workspaces, type Workspace } from './vCycle.ts';

export interface Solver {
  readonly level: Level;
  readonly spaces: readonly Workspace[];
  readonly rest: Float64Array;
  readonly preconditioned: Float64Array;
  readonly direction: Float64Array;
  readonly product: Float64Array;
}

/** What solving takes, made once for all right-hand sides. @param levels the finest first */
export function solverOf(levels: readonly Level[]): Solver {
  const level = levels[0]!;
  const [rest, preconditioned, direction, product] = Array.from({ length: 4 }, () => newGrid(level));
  return {
    level,
    spaces: workspaces(levels),
    rest: rest!,
    preconditioned: preconditioned!,
    direction: direction!,
    product: product!,
  };
}

/** More than the worst system needs; a bound for what cannot converge. */
const mostIterations = 200;

/**
 * Conjugate gradients, preconditioned by a V-cycle, until the root mean square of the preconditioned residual, which is about
 * the error that is left, is at most `tolerance`.
 *
 * @param grid known pixels, and a start at the missing ones; changed in place
 * @returns iterations
 * @source Hestenes & Stiefel 1952; Golub & Van Loan, Matrix Computations, 4th ed., section 11.5
 */
export function conjugateGradients(solver: Solver, grid: Float64Array, tolerance: number): number {
  const { level, spaces, rest, preconditioned, direction, product } = solver;
  const goal = tolerance * tolerance * level.missing;
  residual(level, grid, null, rest);
  direction.fill(0);
  let before = Infinity;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    vCycle(spaces, 0, rest, preconditioned);
    const [weight, squares] = products(level, rest, preconditioned);
    if (squares <= goal) return iteration;
    follow(level, direction, preconditioned, weight / before);
    before = weight;
    residual(level, direction, null, product); // -A direction
    const [curvature] = products(level, product, direction);
    advance(level, -weight / curvature, { grid, direction, rest, product });
  }
  return mostIterations;
}

/** [left · right, right · right] */
function products({ runs }: Level, left: Float64Array, right: Float64Array): readonly [number, number] {
  let product = 0;
  let squares = 0;
  for (let run = 0; run < runs.length; run += 2) {
    for (let at = runs[run]!; at < runs[run + 1]!; at++) {
      const value = right[at]!;
      product += left[at]! * value;
      squares += value * value;
    }
  }
  return [product, squares];
}

/** direction = preconditioned + keep direction */
function follow({ runs }: Level, direction: Float64Array, preconditioned: Float64Array, keep: number): void {
  for (let run = 0; run < runs.length; run += 2) {
    for (let at = runs[run]!; at < runs[run + 1]!; at++)
      direction[at] = preconditioned[at]! + keep * direction[at]!;
  }
}

type Advance = Record<'grid' | 'direction' | 'rest' | 'product', Float64Array>;

/** grid += step direction, rest += step product */
function advance({ runs }: Level, step: number, { grid, direction, rest, product }: Advance): void {
  for (let run = 0; run < runs.length; run += 2) {
    for (let at = runs[run]!; at < runs[run + 1]!; at++) {
      grid[at]! += step * direction[at]!;
      rest[at]! += step * product[at]!;
    }
  }
}
