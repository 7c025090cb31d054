import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { weightCascade } from '../../../../../src/engine/onnx/wire/weightCascade.ts';
import { temporaryFolder } from '../../../../support/temporaryFolder.ts';

const goldens = 'test/fixtures/goldens';

const read = async (bytes: Uint8Array): Promise<Graph> => {
  const path = join(temporaryFolder(), 'net.onnx');
  writeFileSync(path, bytes);
  return (await readModel(path)).graph;
};

/** Names of operations, from the scores down, that have weights; found in the graph, not in the message. */
const withWeights = ({ nodes }: Graph): { readonly name: string; readonly weights: Value[] }[] =>
  nodes
    .filter(({ opType }) => ['Conv', 'Gemm', 'MatMul'].includes(opType))
    .map(({ name, inputs }) => ({
      name,
      weights: inputs.filter((value) => value !== null && value.constant?.type === 'float32') as Value[],
    }))
    .filter(({ weights }) => weights.length > 0)
    .toReversed();

const floats = ({ constant }: Value): Float32Array =>
  new Float32Array(new Uint8Array(constant!.bytes).buffer);
const momentsOf = (values: Float32Array): [mean: number, deviation: number] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
};

test.each(['mini_resnet.onnx', 'mini_resnet.dynamo.onnx', 'mini_vit.onnx'])(
  '%s: the weights of the layers nearest to the scores are drawn anew, nothing else changes',
  async (name) => {
    const path = join(goldens, name);
    const before = (await readModel(path)).graph;
    const expected = withWeights(before);
    const cascade = await weightCascade(path);
    expect(cascade.layers).toEqual(expected.map((layer) => layer.name));
    for (const count of [0, 1, 3, expected.length]) {
      const after = await read(cascade.bytes(count, 7));
      const changed = new Set(expected.slice(0, count).flatMap(({ weights }) => weights.map((w) => w.name)));
      for (const { inputs } of before.nodes) {
        for (const old of inputs.filter((value) => value !== null && value.constant !== null) as Value[]) {
          const now = after.find(old.name)!;
          expect(now.constant!.shape).toEqual(old.constant!.shape);
          const same = Buffer.compare(now.constant!.bytes, old.constant!.bytes) === 0;
          const drawn = changed.has(old.name) && momentsOf(floats(old))[1] > 0;
          expect(same, `${count}: ${old.name}`).toBe(!drawn);
        }
      }
    }
  },
);

test('a weight keeps its mean and deviation, is the same for the same seed, another for another', async () => {
  const path = join(goldens, 'mini_vgg.onnx');
  const cascade = await weightCascade(path);
  const largest = withWeights((await readModel(path)).graph)
    .flatMap(({ weights }) => weights)
    .toSorted((a, b) => b.constant!.bytes.length - a.constant!.bytes.length)[0]!;
  const all = cascade.layers.length;
  const drawn = async (seed: number): Promise<Float32Array> =>
    floats((await read(cascade.bytes(all, seed))).find(largest.name)!);
  const [mean, deviation] = momentsOf(floats(largest));
  const [now, spread] = momentsOf(await drawn(1));
  expect(Math.abs(now - mean)).toBeLessThan(0.1 * deviation);
  expect(spread / deviation).toBeGreaterThan(0.9);
  expect(spread / deviation).toBeLessThan(1.1);
  expect(await drawn(1)).toEqual(await drawn(1));
  expect(await drawn(2)).not.toEqual(await drawn(1));
});
