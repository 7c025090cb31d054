import { expect, test } from 'vitest';
import { ablatedGraph } from '../../../../../src/engine/onnx/graphs/ablatedGraph.ts';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import { float32, int64, onlyFloats, runGraph } from '../grad/support/runGraph.ts';
import { maxDifference, randomTensor, residualNet, runTail, valuesOf } from './support/residualNet.ts';

const image = randomTensor(11, 1, 3, 6, 7);

test.each(['stem', 'inner', 'shortcut', 'sum', 'features'])(
  'at %s: scores are those of the tail with one channel set to zero, one run each',
  async (layer) => {
    const model = await residualNet();
    const cut = cutAt(model, layer);
    const [activations, ...beside] = await valuesOf(model, image, ...cut.frontier.map((value) => value.name));
    const [channels, classes] = [
      [3, 0, 1],
      [2, 4],
    ];

    const expected: number[] = [];
    for (const channel of channels) {
      const logits = await runTail(cut, [withoutChannel(activations!, channel), ...beside]);
      expected.push(...classes.map((index) => logits.data[index]!));
    }
    const { graph } = ablatedGraph(cut, 'second');
    const feeds = [...[activations!, ...beside].map(float32), int64(...channels), int64(...classes)];
    const scores = onlyFloats(await runGraph(graph, feeds));
    expect(maxDifference(scores, { data: Float32Array.from(expected), shape: [3, 2] })).toBeLessThan(1e-6);
  },
);

function withoutChannel({ data, shape }: Tensor, channel: number): Tensor {
  const area = shape[2]! * shape[3]!;
  return { data: data.map((value, index) => (Math.floor(index / area) === channel ? 0 : value)), shape };
}
