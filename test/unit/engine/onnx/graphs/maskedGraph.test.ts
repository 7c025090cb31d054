import { expect, test } from 'vitest';
import { maskedGraph } from '../../../../../src/engine/onnx/graphs/maskedGraph.ts';
import { item, type Tensor } from '../../../../../src/tensor/tensor.ts';
import { slowlyMasked } from '../../../../conformance/slowMask.ts';
import { float32, int64, onlyFloats, runGraph } from '../grad/support/runGraph.ts';
import { classCount, maxDifference, randomTensor, residualNet, valuesOf } from './support/residualNet.ts';

const [rows, columns] = [6, 7];
const image = randomTensor(8, 1, 3, rows, columns);

const masked = (map: Tensor): Tensor => ({ ...slowlyMasked(item(image, 0), map), shape: image.shape });

test('scores are the logits of the image under each mask, one plain forward pass each', async () => {
  const model = await residualNet();
  const maps = randomTensor(9, 5, 1, 3, 4);
  // The third one is flat: its mask is zero everywhere.
  maps.data.fill(0.7, 2 * 12, 3 * 12);
  const classes = [4, 0];
  const expected = new Float32Array(5 * classes.length);
  for (let map = 0; map < 5; map++) {
    const [logits] = await valuesOf(model, masked(item(item(maps, map), 0)), 'logits');
    classes.forEach((index, column) => (expected[map * classes.length + column] = logits!.data[index]!));
  }
  const scores = await scored(model, maps, classes);
  expect(maxDifference(scores, { data: expected, shape: [5, 2] })).toBeLessThan(1e-6);
});

test('maps of any size go through the same graph', async () => {
  const model = await residualNet();
  const all = Array.from({ length: classCount }, (_, index) => index);
  for (const [height, width] of [
    [1, 1],
    [rows, columns],
    [2, 9],
  ] as const) {
    const maps = randomTensor(10, 1, 1, height, width);
    const [logits] = await valuesOf(model, masked(item(item(maps, 0), 0)), 'logits');
    expect(maxDifference(await scored(model, maps, all), logits!)).toBeLessThan(1e-6);
  }
});

async function scored(
  model: Parameters<typeof maskedGraph>[0],
  maps: Tensor,
  classes: readonly number[],
): Promise<Tensor> {
  const { graph } = maskedGraph(model);
  return onlyFloats(await runGraph(graph, [float32(image), float32(maps), int64(...classes)]));
}
