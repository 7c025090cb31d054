import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { kernelComponent } from '../../../src/methods/kpcacam.ts';
import { uniforms } from '../../../src/tensor/random.ts';

/** The definition, word for word: the whole kernel, centred by its own matrix product, and a full decomposition. */
function slowTwin(data: Float32Array, channels: number, positions: number): number[] {
  const x = new Matrix(positions, channels);
  for (let channel = 0; channel < channels; channel++)
    for (let at = 0; at < positions; at++) x.set(at, channel, data[channel * positions + at]!);
  const centred = x.center('column');
  const kernel = centred.mmul(centred.transpose()).div(channels).add(1).tanh();
  const projector = Matrix.eye(positions).sub(1 / positions);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    projector.mmul(kernel).mmul(projector),
    { assumeSymmetric: true },
  );
  const best = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  const map = eigenvectorMatrix.getColumn(best).map((value) => value * Math.sqrt(realEigenvalues[best]!));
  const largest = map.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return map.map((value) => value * Math.sign(largest));
}

test.each([1, 1e-2, 1e-3])('equals a full decomposition for activations of size %d', (size) => {
  const [channels, rows, columns] = [6, 5, 7];
  const data = Float32Array.from(uniforms(4, channels * rows * columns), (value) => size * value);
  const fast = kernelComponent({ data, shape: [channels, rows, columns] });
  const slow = slowTwin(data, channels, rows * columns);
  const largest = Math.max(...slow.map(Math.abs));
  fast.forEach((value, index) => expect(Math.abs(value - slow[index]!) / largest).toBeLessThan(1e-4));
});

test('a layer that is too large for a kernel is refused before memory is taken', () => {
  const shape = [1, 182, 182];
  expect(() => kernelComponent({ data: new Float32Array(182 * 182), shape })).toThrow(
    'expected at most 32768 positions, received 182 x 182 = 33124. Name a later layer',
  );
});
