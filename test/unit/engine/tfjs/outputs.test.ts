import { beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openTfjsEngine } from '../../../../src/engine/tfjs/tfjsEngine.ts';
import { probabilityRows } from '../../../../src/tensor/probabilities.ts';
import { slice, type Tensor } from '../../../../src/tensor/tensor.ts';
import { tfjsBackend, useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { floats, ints, node, saveGraph, type GivenWeight } from '../../../support/tfjsGraph.ts';
import { randomGenerator, uniform } from '../onnx/grad/support/random.ts';

beforeAll(useTfjsBackend);

const open = (path: string, output: string | null = null): Promise<Engine> =>
  openTfjsEngine(path, { batch: 8, chunk: 32, backend: tfjsBackend, output });

const pooled = node('Mean', 'pooled', ['x', 'places'], { keep_dims: { b: false } });
const scores = node('MatMul', 'scores', ['pooled', 'weights']);
const base = { places: ints(1, 2), weights: floats([2, 3], 1, -2, 3, -0.5, 2, 1) };

/** Two outputs: "scores", pooled and linear, and "mixed", the scores less their mean over all images of the batch. */
const twoOutputs = (): string =>
  saveGraph({
    nodes: [
      pooled,
      scores,
      node('Mean', 'mean', ['scores', 'images'], { keep_dims: { b: true } }),
      node('Sub', 'mixed', ['scores', 'mean']),
    ],
    outputs: ['scores', 'mixed'],
    weights: { ...base, images: ints(0) },
  });

test.each([
  ['scores', true],
  ['mixed', false],
])(
  'whether images go through together is seen at the output that is explained: %s',
  async (output, batched) => {
    const engine = await open(twoOutputs(), output);
    expect(engine.facts.source?.outputs[0]).toBe(output);
    expect(engine.facts.batched).toBe(batched);
    expect(engine.facts.notes.some((note) => note.includes('one by one'))).toBe(!batched);
    const images: Tensor = { data: uniform(3 * 32, randomGenerator(1)), shape: [3, 2, 4, 4] };
    const first: Tensor = { data: images.data.slice(0, 32), shape: [1, 2, 4, 4] };
    const [together, alone] = [await engine.forward(images, []), await engine.forward(first, [])];
    expect(together.logits.data.slice(0, 3)).toEqual(alone.logits.data);
    await engine.close();
  },
);

test('without a name the first that holds scores is taken, and the others are told of', async () => {
  const engine = await open(twoOutputs());
  expect(engine.facts.notes.join()).toContain(
    'The file has 2 outputs; "scores" is taken as the class scores. Another is explained with --output NAME: "mixed".',
  );
  await engine.close();
  await expect(open(twoOutputs(), 'score')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

interface Ending {
  readonly nodes: readonly object[];
  readonly weights?: Readonly<Record<string, GivenWeight>>;
}

const images: Tensor = { data: uniform(3 * 32, randomGenerator(5)), shape: [3, 2, 4, 4] };

/** @param ending its last node is called "end" */
async function opened({ nodes, weights = {} }: Ending): Promise<{
  readonly engine: Engine;
  /** Of each image. */
  readonly logits: Tensor;
  readonly probabilities: number[][];
  /** What TensorFlow.js itself gives for the file. */
  readonly file: number[][];
}> {
  const parts = { nodes: [pooled, scores, ...nodes], outputs: ['end'], weights: { ...base, ...weights } };
  const engine = await open(saveGraph(parts));
  const { logits } = await engine.forward(images, []);
  const rows = (tensor: Tensor): number[][] =>
    [0, 1, 2].map((image) => [...slice(tensor, image, image + 1).data]);
  return {
    engine,
    logits,
    probabilities: rows(probabilityRows(logits, engine.facts.probability)),
    file: rows(await engine.untouched!(images)),
  };
}

const close = (rows: readonly (readonly number[])[]) =>
  rows.map((row) => row.map((value) => expect.closeTo(value, 5) as number));

const soft = (name: string, from: string): object => node('Softmax', name, [from]);

test.each<[string, Ending, string, string | null, RegExp[]]>([
  ['a softmax', { nodes: [soft('end', 'scores')] }, 'softmax', 'softmax', []],
  ['several labels', { nodes: [node('Sigmoid', 'end', ['scores'])] }, 'sigmoid', 'sigmoid', []],
  [
    'a softmax by hand',
    {
      nodes: [
        node('Exp', 'powers', ['scores']),
        node('Sum', 'sum', ['powers', 'classes'], { keep_dims: { b: true } }),
        node('RealDiv', 'end', ['powers', 'sum']),
      ],
      weights: { classes: ints(1) },
    },
    'share',
    null,
    [/taken as the probabilities that they are/],
  ],
])('%s: probabilities are those of the file', async (_form, ending, rule, removed, notes) => {
  const { engine, probabilities, file } = await opened(ending);
  expect(engine.facts).toMatchObject({ probability: rule, removedActivation: removed });
  expect(engine.facts.notes).toEqual(notes.map((note) => expect.stringMatching(note) as string));
  expect(probabilities).toEqual(close(file));
  await engine.close();
});

test('percent: shares of their sum', async () => {
  const ending = { nodes: [soft('p', 'scores'), node('Mul', 'end', ['p', 'hundred'])] };
  const { engine, probabilities, file } = await opened({ ...ending, weights: { hundred: floats([], 100) } });
  expect(engine.facts).toMatchObject({ probability: 'share', removedActivation: null });
  expect(probabilities).toEqual(close(file.map((row) => row.map((value) => value / 100))));
  await engine.close();
});

test('raw scores, and one logit z as no and yes', async () => {
  const raw = await opened({ nodes: [node('Identity', 'end', ['scores'])] });
  expect(raw.engine.facts).toMatchObject({ probability: 'softmax', notes: [] });
  await raw.engine.close();
  const one = await opened({
    nodes: [node('MatMul', 'end', ['scores', 'sum'])],
    weights: { sum: floats([3, 1], 1, 0.5, -1) },
  });
  expect(one.engine.facts).toMatchObject({ probability: 'sigmoid', classCount: 2 });
  const yes = one.file.map(([z]) => 1 / (1 + Math.exp(-z!)));
  expect(one.probabilities).toEqual(close(yes.map((p) => [1 - p, p])));
  await one.engine.close();
});

test.each<[string, Ending, string | null, RegExp]>([
  [
    'a softmax of a softmax',
    { nodes: [soft('inner', 'scores'), soft('end', 'inner')] },
    'softmax',
    /a softmax to the result of another/,
  ],
  [
    'a hard sigmoid',
    {
      nodes: [node('ClipByValue', 'end', ['scores', 'zero', 'one'])],
      weights: { zero: floats([], 0), one: floats([], 1) },
    },
    null,
    /end in ClipByValue and lie between 0 and 1/,
  ],
  [
    'a softmax over groups of classes',
    {
      nodes: [
        node('MatMul', 'four', ['scores', 'more']),
        node('Reshape', 'groups', ['four', 'two']),
        soft('each', 'groups'),
        node('Reshape', 'end', ['each', 'flat']),
      ],
      weights: {
        more: floats([3, 4], 1, 2, -1, 0, 0.5, 0, 1, 1, -1, 0, 2, 1),
        two: ints(-1, 2, 2),
        flat: ints(-1, 4),
      },
    },
    null,
    /end in Softmax and lie between 0 and 1/,
  ],
])('%s is noted', async (_form, ending, removed, note) => {
  const { engine, logits, probabilities, file } = await opened(ending);
  expect(engine.facts).toMatchObject({ probability: 'softmax', removedActivation: removed });
  expect(engine.facts.notes).toEqual([expect.stringMatching(note)]);
  const given = removed === null ? [...logits.data] : probabilities.flat();
  expect(given).toEqual(close(file).flat());
  await engine.close();
});
