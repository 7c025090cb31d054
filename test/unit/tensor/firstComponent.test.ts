import fc from 'fast-check';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { firstComponent } from '../../../src/tensor/firstComponent.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

/** The definition, word for word: a full singular value decomposition of the centred matrix. */
function slowTwin({ data, shape }: Tensor): number[] {
  const [channels = 0, rows = 0, columns = 0] = shape;
  const matrix = new Matrix(rows * columns, channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let index = 0; index < rows * columns; index++) {
      matrix.set(index, channel, data[channel * rows * columns + index]!);
    }
  }
  const centred = matrix.center('column');
  const { rightSingularVectors } = new SingularValueDecomposition(centred, { autoTranspose: true });
  return centred.mmul(new Matrix([rightSingularVectors.getColumn(0)]).transpose()).getColumn(0);
}

const reference = (size: number): Float32Array => Float32Array.from({ length: size }, (_, index) => index);

describe('firstComponent', () => {
  test.each([
    [5, 3, 3],
    [40, 4, 5],
    [3, 6, 6],
    [200, 7, 7],
    [64, 14, 14],
  ])('equals a full decomposition for [%i, %i, %i], up to its sign', (channels, rows, columns) => {
    let state = 12345;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31 - 0.3;
    };
    const maps = {
      data: Float32Array.from({ length: channels * rows * columns }, random),
      shape: [channels, rows, columns],
    };
    const fast = firstComponent(maps, reference(rows * columns));
    const slow = slowTwin(maps);
    const sign = Math.sign(fast[0]! * slow[0]!);
    const largest = Math.max(...slow.map(Math.abs));
    fast.forEach((value, index) =>
      expect(Math.abs(value - sign * slow[index]!)).toBeLessThan(1e-5 * largest),
    );
  });

  test('is turned so that it does not run against the reference map', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 36, maxLength: 36 }),
        (values) => {
          const maps = { data: Float32Array.from(values), shape: [4, 3, 3] };
          const component = firstComponent(maps, reference(9));
          const run = component.reduce((sum, value, index) => sum + value * (index - 4), 0);
          expect(run).toBeGreaterThanOrEqual(-1e-3);
        },
      ),
    );
  });

  test('is all zeros where every channel is constant', () => {
    const maps = {
      data: Float32Array.from({ length: 18 }, (_, index) => (index < 9 ? 2 : -1)),
      shape: [2, 3, 3],
    };
    expect([...firstComponent(maps, reference(9))].every((value) => value === 0)).toBe(true);
  });
});
