/** Which output is explained, and in which form class scores may come. */
import { expect, test } from 'vitest';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { tinyClassifier, type ModelBuilder } from '../../../../support/onnxModel.ts';
import { run } from './support/run.ts';

const threads = 1;
const n = { perImage: 1 };
const images = noise([2, 3, 8, 8], 3);

type Ending = (made: ModelBuilder, scores: Value) => Value;

/** What the prepared graph answers, beside the raw scores [2, 5] of the same network. */
async function answers(batch: typeof n | 1, ending: Ending) {
  const builder = tinyClassifier(batch, ending);
  const model = await prepareModel(await builder.save(), { threads });
  const found = (await run(model.graph, images))[model.logits.name]!;
  const raw = (await run(tinyClassifier(n).graph, images))['/fc/Gemm:0']!;
  return { facts: model.facts, found, raw: [...(raw.data as Float32Array)] };
}

const close = (received: ArrayLike<number>, expected: readonly number[]): void => {
  expect(received.length).toBe(expected.length);
  expected.forEach((value, index) => expect(received[index]).toBeCloseTo(value, 5));
};

const endings: readonly [string, Ending][] = [
  ['[n, K, 1, 1]', (made, scores) => made.node('Unsqueeze', 'u', [scores, made.ints('axes', [2, 3])])],
  ['[n, 1, 1, K]', (made, scores) => made.node('Unsqueeze', 'u', [scores, made.ints('axes', [1, 2])])],
  [
    '[n, K, 1, 1] behind a softmax',
    (made, scores) =>
      made.node('Softmax', 's', [made.node('Unsqueeze', 'u', [scores, made.ints('axes', [2, 3])])], {
        axis: 1,
      }),
  ],
];

for (const batch of [n, 1] as const) {
  test.each(endings)(
    `scores of shape %s are read as [n, K] (batch ${batch === 1 ? 'fixed' : 'open'})`,
    async (_shape, ending) => {
      const { facts, found, raw } = await answers(batch, ending);
      expect(facts).toMatchObject({ classCount: 5, batched: true, probability: 'softmax' });
      expect(found.shape).toEqual([2, 5]);
      close(found.data as Float32Array, raw);
    },
  );
}

test('a batch of one that was squeezed away: images go through one by one', async () => {
  const builder = tinyClassifier(1, (made, scores) =>
    made.node('Squeeze', 's', [scores, made.ints('axes', [0])]),
  );
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts).toMatchObject({ classCount: 5, batched: false });
  expect(model.logits.shape).toEqual([1, 5]);
});

const firstOnly: Ending = (made, scores) =>
  made.node('Slice', 'first', [scores, made.ints('from', [0]), made.ints('to', [1]), made.ints('axes', [1])]);

test.each([
  ['[n, 1]', firstOnly, null],
  [
    '[n]',
    (made: ModelBuilder, scores: Value) =>
      made.node('Squeeze', 'squeezed', [firstOnly(made, scores), made.ints('last', [1])]),
    null,
  ],
  [
    '[n, 1] behind a sigmoid',
    (made: ModelBuilder, scores: Value) => made.node('Sigmoid', 'sigmoid', [firstOnly(made, scores)]),
    'sigmoid',
  ],
] as const)(
  'one logit z of shape %s is -z for class 0 and z for class 1',
  async (_shape, ending, removed) => {
    const { facts, found, raw } = await answers(n, ending);
    expect(facts).toMatchObject({ classCount: 2, removedActivation: removed, probability: 'sigmoid' });
    close(found.data as Float32Array, [-raw[0]!, raw[0]!, -raw[5]!, raw[5]!]);
  },
);

test('several labels an image: the sigmoid is cut, and probabilities are its own', async () => {
  const { facts, found, raw } = await answers(n, (made, scores) => made.node('Sigmoid', 's', [scores]));
  expect(facts).toMatchObject({ classCount: 5, removedActivation: 'sigmoid', probability: 'sigmoid' });
  close(found.data as Float32Array, raw);
});

const cuts: readonly [string, string, Ending][] = [
  ['softmax', 'Reshape', (made, p) => made.node('Reshape', 'r', [p, made.ints('target', [-1, 5])])],
  [
    'softmax',
    'Unsqueeze and Squeeze',
    (made, p) => {
      const axes = made.ints('axes', [1]);
      return made.node('Squeeze', 'q', [made.node('Unsqueeze', 'u', [p, axes]), axes]);
    },
  ],
  ['logsoftmax', 'Flatten', (made, p) => made.node('Flatten', 'f', [p], { axis: 1 })],
  ['sigmoid', 'Identity', (made, p) => made.node('Identity', 'i', [p])],
];
const operations = { softmax: 'Softmax', logsoftmax: 'LogSoftmax', sigmoid: 'Sigmoid' } as const;

test.each(cuts)('a final %s is cut through %s', async (kind, _through, ending) => {
  const { facts, found, raw } = await answers(n, (made, scores) => {
    const opType = operations[kind as keyof typeof operations];
    return ending(made, made.node(opType, 'last', [scores], opType === 'Sigmoid' ? {} : { axis: 1 }));
  });
  expect(facts.removedActivation).toBe(kind);
  close(found.data as Float32Array, raw);
});

const clips: readonly [string, number, number, boolean][] = [
  ['softmax', 1e-7, 1 - 1e-7, true],
  ['sigmoid', 1e-7, 1 - 1e-7, true],
  ['softmax', 0.1, 1, false],
  ['softmax', 0, 0.5, false],
  ['logsoftmax', -100, 0, true],
  ['logsoftmax', -1, 0, false],
];

test.each(clips)('a %s clipped to %d .. %d is cut: %s', async (kind, low, high, isCut) => {
  const { facts, found, raw } = await answers(n, (made, scores) => {
    const opType = operations[kind as keyof typeof operations];
    const last = made.node(opType, 'last', [scores], opType === 'Sigmoid' ? {} : { axis: 1 });
    return made.node('Clip', 'clip', [last, made.scalar('low', low), made.scalar('high', high)]);
  });
  expect(facts.removedActivation).toBe(isCut ? kind : null);
  if (isCut) close(found.data as Float32Array, raw);
});

test.each(['scores', 'weights'])(
  '%s that are no numbers: the file is at fault, and the weight is named',
  async (what) => {
    const builder = tinyClassifier(n, (made, scores) =>
      what === 'weights'
        ? made.node('Mul', 'scaled', [scores, made.scalar('broken', NaN)])
        : made.node('Log', 'log', [scores]),
    );
    const path = await builder.save();
    const { code, message } = await failure(() => prepareModel(path, { threads }));
    expect(code).toBe('MODEL_INVALID');
    expect(message).toContain(`${path} gives scores that are no finite numbers (NaN)`);
    expect(message).toContain(
      what === 'weights' ? 'weight "broken" holds NaN' : 'leaves the range of float32',
    );
  },
);

/** Scores, features of another size, and a map. */
function threeOutputs(): ModelBuilder {
  const builder = tinyClassifier(n);
  const [scores] = builder.graph.outputs;
  const half = builder.node('Gemm', 'aux', [builder.graph.find('/Flatten:0')!, builder.floats('w', [4, 7])]);
  return builder.gives(builder.graph.find('/body/relu/Relu:0')!, scores!, half);
}

test('of several outputs the first that holds class scores is taken, and the note says how to take another', async () => {
  const { facts } = await prepareModel(await threeOutputs().save(), { threads });
  expect(facts.classCount).toBe(5);
  expect(facts.notes).toEqual([
    'The file has 3 outputs; "/fc/Gemm:0" is taken as the class scores. ' +
      'Another is explained with --output NAME: "/body/relu/Relu:0", "aux:0".',
  ]);
});

test('the output that is asked for is taken', async () => {
  const model = await prepareModel(await threeOutputs().save(), { threads, output: 'aux:0' });
  expect(model.facts).toMatchObject({ classCount: 7, notes: [] });
  expect(model.graph.outputs.map(({ name }) => name)).toEqual(['aux:0']);
});

test.each([
  ['aux', 'CONFIG_INVALID', 'Unknown output "aux". Did you mean "aux:0"?'],
  ['/body/relu/Relu:0', 'MODEL_UNSUPPORTED', 'the graph gives "/body/relu/Relu:0" float32 [n, 4, 8, 8]'],
])('BAD OPTION - the output %s', async (output, code, message) => {
  const error = await failure(async () => prepareModel(await threeOutputs().save(), { threads, output }));
  expect(error).toEqual({ code, message: expect.stringContaining(message) as string });
});

test.each([n, 1] as const)('a softmax over groups of classes is not cut (batch %o)', async (batch) => {
  const { facts, found } = await answers(batch, (made, scores) => {
    const twice = made.node('Concat', 'twice', [scores, scores], { axis: 1 });
    const groups = made.node('Reshape', 'groups', [twice, made.ints('apart', [-1, 5])]);
    const soft = made.node('Softmax', 'soft', [groups], { axis: 1 });
    return made.node('Reshape', 'whole', [soft, made.ints('together', [-1, 10])]);
  });
  expect(facts).toMatchObject({ classCount: 10, removedActivation: null });
  const sum = (found.data as Float32Array).slice(0, 5).reduce((total, p) => total + p, 0);
  expect(sum).toBeCloseTo(1, 5);
});

test('what is the same for every image is no class score, and is not offered as such', async () => {
  const builder = tinyClassifier(n);
  builder.gives(builder.floats('weights', [4, 5]), ...builder.graph.outputs);
  const { facts } = await prepareModel(await builder.save(), { threads });
  expect(facts).toMatchObject({ classCount: 5, notes: [] });
  const error = await failure(async () => prepareModel(await builder.save(), { threads, output: 'weights' }));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain('"weights" float32 [4, 5] is the same for every image');
});

test('an output that is listed twice is one', async () => {
  const builder = tinyClassifier(n);
  const [scores] = builder.graph.outputs;
  const { facts } = await prepareModel(await builder.gives(scores!, scores!).save(), { threads });
  expect(facts.notes).toEqual([]);
});
