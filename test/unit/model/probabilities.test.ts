/** Probabilities follow from what ended the file: softmax, a sigmoid a class, or yes and no. */
import { expect, test } from 'vitest';
import type { Value } from '../../../src/engine/onnx/ir/graph.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { noise } from '../../../src/engine/onnx/passes/noise.ts';
import { explainMany } from '../../../src/model/explain.ts';
import { tinyClassifier, type ModelBuilder } from '../../support/onnxModel.ts';

type Ending = (made: ModelBuilder, scores: Value) => Value;

const n = { perImage: 1 };
const images = noise([2, 3, 8, 8], 3);
const first: Ending = (made, scores) =>
  made.node('Slice', 'first', [scores, made.ints('from', [0]), made.ints('to', [1]), made.ints('axes', [1])]);
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** [2, K] each */
async function explained(ending: Ending): Promise<{ logits: number[][]; probabilities: number[][] }> {
  const path = await tinyClassifier(n, ending).save();
  const engine = await openOnnxEngine(path, { threads: 1, batch: 8, chunk: 32 });
  const [answer] = await explainMany(engine, images, { methods: ['gradcam'] }, 8);
  await engine.close();
  const rows = (data: Float32Array): number[][] => [
    [...data.subarray(0, data.length / 2)],
    [...data.subarray(data.length / 2)],
  ];
  return { logits: rows(answer!.logits.data), probabilities: rows(answer!.probabilities.data) };
}

const close = (values: readonly number[]): number[] =>
  values.map((value) => expect.closeTo(value, 5) as number);

test.each<[string, Ending]>([
  ['raw scores', (_made, scores) => scores],
  ['a softmax', (made, scores) => made.node('Softmax', 's', [scores], { axis: 1 })],
])('%s: the softmax of the logits', async (_what, ending) => {
  const { logits, probabilities } = await explained(ending);
  logits.forEach((row, image) => {
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    expect(probabilities[image]).toEqual(close(row.map((z) => Math.exp(z) / total)));
  });
});

test('several labels an image: each class has a sigmoid of its own', async () => {
  const { logits, probabilities } = await explained((made, scores) => made.node('Sigmoid', 's', [scores]));
  logits.forEach((row, image) => expect(probabilities[image]).toEqual(close(row.map(sigmoid))));
});

test('one logit z: class 1 has sigmoid(z), class 0 the rest', async () => {
  const { logits, probabilities } = await explained(first);
  logits.forEach(([no, yes], image) => {
    expect(no).toBeCloseTo(-yes!, 6);
    expect(probabilities[image]).toEqual(close([1 - sigmoid(yes!), sigmoid(yes!)]));
  });
});
