import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Multiplies a symmetric positive semi-definite matrix with `vector` into `out`. */
export type Multiply = (vector: Float64Array, out: Float64Array) => void;

const relativeResidual = 1e-10;
const checkEvery = 4;

/**
 * Eigenvector (unit length) of the largest eigenvalue, by Lanczos iteration with full reorthogonalisation: a few dozen
 * products instead of a whole decomposition. Stops once ||A v - lambda v|| <= 1e-10 lambda. All zeros for a zero matrix.
 *
 * @source Golub & Van Loan, Matrix Computations, 4th ed., section 10.1-10.3
 */
export function leadingEigenvector(multiply: Multiply, size: number): Float64Array {
  const basis: Float64Array[] = [startVector(size)];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  for (let step = 0; step < size; step++) {
    const next = new Float64Array(size);
    multiply(basis[step]!, next);
    diagonal.push(dot(basis[step]!, next));
    orthogonalise(next, basis);
    const length = Math.sqrt(dot(next, next));
    const exhausted = step === size - 1 || length <= 1e-14 * Math.max(...diagonal.map(Math.abs), 1e-300);
    if (exhausted || step % checkEvery === checkEvery - 1) {
      const { value, vector } = leadingOfTridiagonal(diagonal, offDiagonal);
      const residual = length * Math.abs(vector[step]!);
      if (exhausted || residual <= relativeResidual * value) return combine(basis, vector, value);
    }
    offDiagonal.push(length);
    basis.push(next.map((entry) => entry / length));
  }
  return new Float64Array(size);
}

/** A fixed vector that no structured eigenvector is orthogonal to: quasi-random signs and sizes, seeded by the index. */
function startVector(size: number): Float64Array {
  const raw = Float64Array.from(
    { length: size },
    (_, index) => 1 + ((index * 0.618_033_988_75) % 1) * 2 - ((index * 7) % 3),
  );
  const length = Math.sqrt(dot(raw, raw));
  return raw.map((entry) => entry / length);
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

/** Takes every basis vector's share out of `vector`; twice, because once loses digits. */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const share = dot(vector, direction);
      for (let index = 0; index < vector.length; index++) vector[index]! -= share * direction[index]!;
    }
  }
}

function leadingOfTridiagonal(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): { value: number; vector: number[] } {
  const small = Matrix.zeros(diagonal.length, diagonal.length);
  diagonal.forEach((entry, index) => small.set(index, index, entry));
  offDiagonal.slice(0, diagonal.length - 1).forEach((entry, index) => {
    small.set(index, index + 1, entry);
    small.set(index + 1, index, entry);
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small, {
    assumeSymmetric: true,
  });
  const best = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  return { value: realEigenvalues[best]!, vector: eigenvectorMatrix.getColumn(best) };
}

function combine(
  basis: readonly Float64Array[],
  weights: readonly number[],
  eigenvalue: number,
): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  if (!(eigenvalue > 0)) return sum;
  weights.forEach((weight, step) => {
    const direction = basis[step]!;
    for (let index = 0; index < sum.length; index++) sum[index]! += weight * direction[index]!;
  });
  return sum;
}
