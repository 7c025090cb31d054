/**
 * One multigrid V-cycle: an approximate inverse of the system, symmetric and positive definite, so that conjugate gradients
 * may use it as their preconditioner. This stencil is kind to it: Jacobi's method takes at least two thirds of every error that a
 * coarser grid cannot show.
 *
 * @source Briggs, Henson & McCormick, A Multigrid Tutorial, 2nd ed., chapters 3 and 4; Tatebe 1993 (as a preconditioner)
 */
import { newGrid, residual, type Level } from './level.ts';
import { interpolate, restrict } from './transfer.ts';

/** Jacobi steps on the coarsest grid, which has a handful of pixels. */
const coarsestSteps = 8;

export interface Workspace {
  readonly level: Level;
  /** Right-hand side and answer of the coarser levels; the finest gets its caller's. */
  readonly right: Float64Array;
  readonly answer: Float64Array;
  readonly rest: Float64Array;
}

export const workspaces = (levels: readonly Level[]): Workspace[] =>
  levels.map((level) => ({ level, right: newGrid(level), answer: newGrid(level), rest: newGrid(level) }));

/** answer ≈ A⁻¹ right, at level `depth`. */
export function vCycle(
  spaces: readonly Workspace[],
  depth: number,
  right: Float64Array,
  answer: Float64Array,
): void {
  const { level, rest } = spaces[depth]!;
  const next = spaces[depth + 1];
  startJacobi(level, right, answer);
  if (next !== undefined) {
    residual(level, answer, right, rest);
    restrict(level, rest, next.level, next.right);
    vCycle(spaces, depth + 1, next.right, next.answer);
    interpolate(level, answer, next.level, next.answer);
  }
  for (let step = 0; step < (next === undefined ? coarsestSteps : 1); step++) {
    residual(level, answer, right, rest);
    addScaled(level, answer, rest);
  }
}

/** answer = right / d: a step from zero. */
function startJacobi({ runs, diagonal }: Level, right: Float64Array, answer: Float64Array): void {
  for (let run = 0; run < runs.length; run += 2) {
    for (let at = runs[run]!; at < runs[run + 1]!; at++) answer[at] = right[at]! / diagonal[at]!;
  }
}

/** answer += rest / d */
function addScaled({ runs, diagonal }: Level, answer: Float64Array, rest: Float64Array): void {
  for (let run = 0; run < runs.length; run += 2) {
    for (let at = runs[run]!; at < runs[run + 1]!; at++) answer[at]! += rest[at]! / diagonal[at]!;
  }
}
