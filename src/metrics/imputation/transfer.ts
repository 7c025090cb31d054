/**
 * Between a level and the next coarser one, whose cells are squares of four pixels: a cell is missing where all of its
 * pixels are. Interpolation is bilinear between cell centres (9/16, 3/16, 3/16, 1/16), restriction its transpose: with these
 * two the coarse system is the same stencil without a factor.
 */
import { levelOf, type Level } from './level.ts';

/** Mask of the coarser grid, [ceil(rows / 2) * ceil(columns / 2)]. */
export function coarserMask(isMissing: Uint8Array, rows: number, columns: number): Uint8Array {
  const wide = Math.ceil(columns / 2);
  const mask = new Uint8Array(Math.ceil(rows / 2) * wide).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (isMissing[row * columns + column] === 0) mask[(row >> 1) * wide + (column >> 1)] = 0;
    }
  }
  return mask;
}

/** The system and its coarser ones, down to a grid with nothing missing or a side of two pixels. */
export function levelsOf(isMissing: Uint8Array, rows: number, columns: number): Level[] {
  const levels: Level[] = [];
  let [mask, height, width] = [isMissing, rows, columns];
  for (;;) {
    const level = levelOf(mask, height, width);
    if (level.missing === 0) return levels;
    levels.push(level);
    if (Math.min(height, width) <= 2) return levels;
    mask = coarserMask(mask, height, width);
    [height, width] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  }
}

/** Adds the interpolated `coarse` to the missing pixels of `fine`. */
export function interpolate(level: Level, fine: Float64Array, next: Level, coarse: Float64Array): void {
  eachPixel(level, next, (at, near, beside, above, across) => {
    fine[at]! += (9 * coarse[near]! + 3 * (coarse[beside]! + coarse[above]!) + coarse[across]!) * (1 / 16);
  });
}

/** coarse = transpose of the interpolation, applied to `fine`, zero where the cell is not missing. */
export function restrict(level: Level, fine: Float64Array, next: Level, coarse: Float64Array): void {
  coarse.fill(0);
  eachPixel(level, next, (at, near, beside, above, across) => {
    const share = fine[at]! * (1 / 16);
    coarse[near]! += 9 * share;
    coarse[beside]! += 3 * share;
    coarse[above]! += 3 * share;
    coarse[across]! += share;
  });
  for (let at = 0; at < coarse.length; at++) if (next.diagonal[at] === 0) coarse[at] = 0;
}

type Visit = (at: number, near: number, beside: number, above: number, across: number) => void;

/** A missing pixel, the cell that it lies in, and the three next cells on its side. */
function eachPixel({ runs, stride }: Level, next: Level, visit: Visit): void {
  for (let run = 0; run < runs.length; run += 2) {
    const end = runs[run + 1]!;
    const row = Math.floor(runs[run]! / stride) - 1;
    const rowStart = (row + 1) * stride + 1;
    const nearRow = ((row >> 1) + 1) * next.stride + 1;
    const aboveRow = row % 2 === 0 ? nearRow - next.stride : nearRow + next.stride;
    for (let at = runs[run]!; at < end; at++) {
      const column = at - rowStart;
      const near = column >> 1;
      const beside = (column & 1) === 0 ? near - 1 : near + 1;
      visit(at, nearRow + near, nearRow + beside, aboveRow + near, aboveRow + beside);
    }
  }
}
