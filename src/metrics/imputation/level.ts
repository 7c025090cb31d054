/**
 * The linear system behind ROAD's imputation, without its matrix: every missing pixel is the weighted mean of its eight
 * neighbours, 1/6 for direct and 1/12 for diagonal ones; neighbours beyond the border leave the sum. With known pixels on
 * the right-hand side, d_i x_i - sum over missing neighbours w_ij x_j = sum over known neighbours w_ij v_j, which is
 * symmetric and, as soon as one pixel is known, positive definite.
 *
 * A *level* is one such system on one grid. Vectors are whole grids with a border of one pixel of zeros, so that no neighbour
 * needs a check, and are zero wherever a pixel is not missing.
 *
 * @source Rong et al., A Consistent and Efficient Evaluation Strategy for Attribution Methods, ICML 2022, section 4.2,
 * https://arxiv.org/abs/2202.00449
 */
const directWeight = 1 / 6;
const diagonalWeight = 1 / 12;

export interface Level {
  readonly rows: number;
  readonly columns: number;
  /** Columns of the bordered grid. */
  readonly stride: number;
  /** Missing pixels that follow each other in a row: [start, end) in the bordered grid, one behind the other. */
  readonly runs: Int32Array;
  readonly missing: number;
  /** d of each missing pixel: the weights of its neighbours within the picture, together. */
  readonly diagonal: Float64Array;
}

/** @param isMissing [rows * columns], 1 where the pixel is missing */
export function levelOf(isMissing: Uint8Array, rows: number, columns: number): Level {
  const stride = columns + 2;
  const diagonal = new Float64Array((rows + 2) * stride);
  const runs: number[] = [];
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (isMissing[row * columns + column] === 0) continue;
      const at = (row + 1) * stride + column + 1;
      diagonal[at] = neighbourWeights(row, column, rows, columns);
      missing++;
      if (runs.length > 0 && runs.at(-1) === at) runs[runs.length - 1] = at + 1;
      else runs.push(at, at + 1);
    }
  }
  return { rows, columns, stride, runs: Int32Array.from(runs), missing, diagonal };
}

function neighbourWeights(row: number, column: number, rows: number, columns: number): number {
  const vertical = (row > 0 ? 1 : 0) + (row < rows - 1 ? 1 : 0);
  const horizontal = (column > 0 ? 1 : 0) + (column < columns - 1 ? 1 : 0);
  return (vertical + horizontal) * directWeight + vertical * horizontal * diagonalWeight;
}

export const newGrid = ({ rows, stride }: Level): Float64Array => new Float64Array((rows + 2) * stride);

/** out = right - A x; `right` null stands for zeros, and `x` may hold known pixels, whose share of the right-hand side it then gives. */
export function residual(
  { runs, stride, diagonal }: Level,
  x: Float64Array,
  right: Float64Array | null,
  out: Float64Array,
): void {
  for (let run = 0; run < runs.length; run += 2) {
    const end = runs[run + 1]!;
    for (let at = runs[run]!; at < end; at++) {
      const up = at - stride;
      const down = at + stride;
      const neighbours =
        (x[at - 1]! + x[at + 1]! + x[up]! + x[down]!) * directWeight +
        (x[up - 1]! + x[up + 1]! + x[down - 1]! + x[down + 1]!) * diagonalWeight;
      out[at] = (right === null ? 0 : right[at]!) + neighbours - diagonal[at]! * x[at]!;
    }
  }
}
