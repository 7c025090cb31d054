import { expect, test } from 'vitest';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { declaredWith, type OpenDims } from '../../../../support/declaredWith.ts';
import { failure } from '../../../../support/failure.ts';
import { maxDifference } from '../../../../support/golden.ts';
import { ModelBuilder, saveBytes, tinyClassifier } from '../../../../support/onnxModel.ts';
import { run } from './support/run.ts';

const threads = 1;
const n = { perImage: 1 };

const declaring = async (dims: OpenDims, builder = tinyClassifier(n)): Promise<string> =>
  saveBytes(declaredWith(dims, builder));

test.each([
  ['rows and columns', [null, 3, 'h', 'w'], [3, 224, 224]],
  [
    'every dimension, as Hugging Face Optimum writes it',
    ['batch_size', 'num_channels', 'height', 'width'],
    [3, 224, 224],
  ],
  ['what says nothing, or -1', [1, null, -1, null], [3, 224, 224]],
  ['columns alone', ['n', 3, 64, 'w'], [3, 64, 224]],
] as const)('a file that leaves open %s', async (_what, dims, input) => {
  const { facts } = await prepareModel(await declaring(dims), { threads });
  expect(facts).toMatchObject({ input, batched: true, source: { anySize: true } });
  expect(facts.notes).toEqual([
    expect.stringContaining(
      `it is opened for ${input[1]}x${input[2]} (rows x columns). Say another with --size`,
    ),
  ]);
});

test('the size that is asked for is taken, square or not, and the scores are those of the file', async () => {
  const path = await declaring(['n', 3, 'h', 'w']);
  const model = await prepareModel(path, { threads, size: [16, 40] });
  expect(model.facts).toMatchObject({ input: [3, 16, 40], notes: [] });
  const images = noise([2, 3, 16, 40], 5);
  const [found, expected] = await Promise.all([
    run(model.graph, images),
    run((await readModel(path)).graph, images),
  ]);
  const name = model.logits.name;
  expect(maxDifference(found[name]!.data as Float32Array, expected[name]!.data as Float32Array)).toBeLessThan(
    1e-6,
  );
});

test('a file that fixes its size is opened as it is', async () => {
  const { facts } = await prepareModel(await declaring([1, 3, 8, 8]), { threads, size: [32, 32] });
  expect(facts).toMatchObject({ input: [3, 8, 8], notes: [], source: { anySize: false } });
});

test('channels last, and the channels that the first convolution takes', async () => {
  const last = new ModelBuilder();
  const turned = last.node('Transpose', 'turned', [last.input('x', [n, 8, 8, 3])], { perm: [0, 3, 1, 2] });
  const pooled = last.node('GlobalAveragePool', 'pool', [last.conv('conv', turned, [3, 4])]);
  last.gives(last.node('Flatten', 'flat', [pooled], { axis: 1 }));
  const asKeras = await prepareModel(await declaring(['n', null, null, 3], last), {
    threads,
    size: [10, 12],
  });
  expect(asKeras.facts).toMatchObject({ input: [3, 10, 12], source: { layout: 'channelsLast' } });

  const grey = new ModelBuilder();
  const map = grey.conv('conv', grey.input('x', [n, 1, 8, 8]), [1, 4]);
  grey.gives(grey.node('Flatten', 'flat', [grey.node('GlobalAveragePool', 'pool', [map])], { axis: 1 }));
  const asOptimum = await prepareModel(await declaring(['n', 'c', 'h', 'w'], grey), {
    threads,
    size: [28, 28],
  });
  expect(asOptimum.facts.input).toEqual([1, 28, 28]);
});

test('a network that does not run at that size', async () => {
  const fixed = tinyClassifier(n);
  const flat = fixed.graph.nodes.find(({ opType }) => opType === 'Flatten')!;
  fixed.graph.setInput(flat, 0, fixed.graph.find('/body/relu/Relu:0')!);
  const { code, message } = await failure(async () =>
    prepareModel(await declaring(['n', 3, 'h', 'w'], fixed), { threads }),
  );
  expect(code).toBe('MODEL_INVALID');
  expect(message).toContain('224x224');
});
