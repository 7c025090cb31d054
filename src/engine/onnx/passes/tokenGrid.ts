import { CamlineError } from '../../../errors.ts';
import type { Grid, Tokens } from './layout.ts';

/** More leading tokens (class, distillation, registers) than any network has. */
const mostLeading = 16;

/**
 * Tokens whose grid the graph does not tell: the grid given, or a square one, with or without a class token before it.
 * No grid where neither fits.
 */
export function tokensFor(count: number, given: Grid | null): Tokens {
  const grids = given === null ? [square(count), square(count - 1)] : [given];
  for (const grid of grids) {
    const leading = grid === null ? -1 : count - grid[0] * grid[1];
    if (leading >= 0 && leading <= mostLeading) return { leading, grid };
  }
  return { leading: 0, grid: null };
}

function square(count: number): Grid | null {
  const side = Math.round(Math.sqrt(count));
  return side > 0 && side * side === count ? [side, side] : null;
}

/** Throws CONFIG_INVALID for a grid that no row of tokens of the network has. */
export function checkGrid(
  given: Grid,
  rows: readonly { readonly count: number; readonly grid: Grid | null }[],
): void {
  if (rows.some(({ grid }) => String(grid) === String(given))) return;
  const told = rows.find(({ grid }) => grid !== null && grid[0] * grid[1] === given[0] * given[1])?.grid;
  if (told !== undefined && told !== null) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `The grid ${given.join('x')} was given, but the network's graph says ${told.join('x')}: leave the grid out.`,
    );
  }
  const found = rows.map(({ count, grid }) => `${count}${grid === null ? '' : ` (grid ${grid.join('x')})`}`);
  throw new CamlineError(
    'CONFIG_INVALID',
    `The grid ${given.join('x')} has ${given[0] * given[1]} positions, which fits no tokens of this network. ` +
      (rows.length === 0
        ? 'It has none: leave the grid out.'
        : `It has ${found.join(', ')} an image, class token and registers included.`),
  );
}
