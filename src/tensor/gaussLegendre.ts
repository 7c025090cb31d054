export interface Quadrature {
  /** Nodes in (0, 1), ascending. */
  readonly nodes: readonly number[];
  /** Sum 1. */
  readonly weights: readonly number[];
}

/**
 * Gauss-Legendre quadrature on [0, 1], exact for polynomials of degree 2 count - 1. Nodes are the roots of the Legendre
 * polynomial, by Newton's method from Tricomi's estimate.
 *
 * @source Golub & Welsch 1969; Abramowitz & Stegun, 25.4.29
 */
export function gaussLegendre(count: number): Quadrature {
  const points = Array.from({ length: count }, (_, index) => {
    let x = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let derivative = 0;
    for (let step = 0; step < 100; step++) {
      const at = legendre(count, x);
      derivative = at.derivative;
      const change = at.value / derivative;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    return { node: (x + 1) / 2, weight: 1 / ((1 - x * x) * derivative * derivative) };
  });
  return { nodes: points.map(({ node }) => node), weights: points.map(({ weight }) => weight) };
}

/** P_n(x) and its derivative by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; derivative: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++)
    [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) };
}
