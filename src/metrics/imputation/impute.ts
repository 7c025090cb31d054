import { conjugateGradients, solverOf } from './conjugateGradients.ts';
import { newGrid, type Level } from './level.ts';
import { levelsOf } from './transfer.ts';

/**
 * Root mean square of the error that is left, in the units of a normalised picture: a thirtieth of the noise that ROAD adds.
 */
const tolerance = 3e-4;

/**
 * Fills the missing pixels of `image` [C, rows, columns] in place: each becomes the weighted mean of its eight neighbours, as
 * one linear system for all channels. Nothing changes where every pixel is missing, for then nothing says what to fill in.
 *
 * @param isMissing [rows * columns], 1 where the pixel is missing
 * @returns false where every pixel is missing: the system is singular
 */
export function impute(image: Float32Array, isMissing: Uint8Array, rows: number, columns: number): boolean {
  const levels = levelsOf(isMissing, rows, columns);
  const level = levels[0];
  if (level === undefined) return true;
  const pixels = rows * columns;
  if (level.missing === pixels) return false;
  const solver = solverOf(levels);
  const grid = newGrid(level);
  for (let from = 0; from < image.length; from += pixels) {
    const plane = image.subarray(from, from + pixels);
    fillGrid(level, plane, isMissing, grid);
    conjugateGradients(solver, grid, tolerance);
    takeMissing(level, grid, plane);
  }
  return true;
}

/** Known pixels as they are, their mean at the others. */
function fillGrid(level: Level, plane: Float32Array, isMissing: Uint8Array, grid: Float64Array): void {
  let sum = 0;
  for (let pixel = 0; pixel < plane.length; pixel++) if (isMissing[pixel] === 0) sum += plane[pixel]!;
  const mean = sum / (plane.length - level.missing);
  const { rows, columns, stride } = level;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const pixel = row * columns + column;
      grid[(row + 1) * stride + column + 1] = isMissing[pixel] === 0 ? plane[pixel]! : mean;
    }
  }
}

function takeMissing({ columns, stride, runs }: Level, grid: Float64Array, plane: Float32Array): void {
  for (let run = 0; run < runs.length; run += 2) {
    const row = Math.floor(runs[run]! / stride) - 1;
    const shift = row * columns - (row + 1) * stride - 1;
    for (let at = runs[run]!; at < runs[run + 1]!; at++) plane[at + shift] = grid[at]!;
  }
}
