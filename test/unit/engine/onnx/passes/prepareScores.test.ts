/** Files whose scores are probabilities without a softmax at their end. */
import { expect, test } from 'vitest';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { tinyClassifier, type ModelBuilder } from '../../../../support/onnxModel.ts';

type Ending = (made: ModelBuilder, scores: Value) => Value;

async function factsOf(ending: Ending) {
  const path = await tinyClassifier({ perImage: 1 }, ending).save();
  return (await prepareModel(path, { threads: 1 })).facts;
}

const softmax: Ending = (made, scores) => made.node('Softmax', 'soft', [scores], { axis: 1 });

const shares: readonly [string, Ending][] = [
  [
    'a softmax by hand',
    (made, scores) => {
      const powers = made.node('Exp', 'exp', [scores]);
      const sum = made.node('ReduceSum', 'sum', [powers, made.ints('axes', [1])]);
      return made.node('Div', 'div', [powers, sum]);
    },
  ],
  [
    'percent',
    (made, scores) => made.node('Mul', 'percent', [softmax(made, scores), made.scalar('hundred', 100)]),
  ],
];

test.each(shares)('%s: no softmax comes on top', async (_form, ending) => {
  const { removedActivation, probability, notes } = await factsOf(ending);
  expect([removedActivation, probability]).toEqual([null, 'share']);
  expect(notes).toEqual([expect.stringContaining('taken as the probabilities that they are')]);
});

test('a hard sigmoid is noted', async () => {
  const { probability, notes } = await factsOf((made, scores) => made.node('HardSigmoid', 'hard', [scores]));
  expect(probability).toBe('softmax');
  expect(notes).toEqual([expect.stringContaining('end in HardSigmoid and lie between 0 and 1')]);
});

test('a softmax of a softmax is noted; probabilities are those of the file', async () => {
  const facts = await factsOf((made, scores) =>
    made.node('Softmax', 'outer', [softmax(made, scores)], { axis: 1 }),
  );
  expect(facts).toMatchObject({ removedActivation: 'softmax', probability: 'softmax' });
  expect(facts.notes).toEqual([expect.stringContaining('a softmax to the result of another')]);
});

test.each([
  ['a softmax', softmax],
  ['raw scores', (_made: ModelBuilder, scores: Value) => scores],
] as const)('%s: no note', async (_form, ending) => {
  expect(await factsOf(ending)).toMatchObject({ probability: 'softmax', notes: [] });
});
