import { expect, test } from 'vitest';
import { probabilityOf, scoreKind, scoreNotes } from '../../../../src/engine/calls/scoreKind.ts';

test.each([
  [[0.5, 0.5, 0.1, 0.9], 'share'],
  [[50, 50, 10, 90], 'share'],
  [[0.5, 0.5, 0.1, 0.8], 'fraction'],
  [[0.5, 0.5, -0.1, 1.1], 'raw'],
  [[0.5, 1.5, 0, 2], 'raw'],
] as const)('%o of two classes: %s', (scores, kind) => {
  expect(scoreKind(Float32Array.from(scores), 2)).toBe(kind);
});

test('a single score adds up to nothing', () => {
  expect(scoreKind(Float32Array.of(1, 1), 1)).toBe('fraction');
});

const end = { kind: 'raw', removed: null, isSingle: false, operation: 'MatMul' } as const;

test.each([
  [end, 'softmax'],
  [{ ...end, kind: 'fraction' }, 'softmax'],
  [{ ...end, kind: 'share' }, 'share'],
  [{ ...end, kind: 'share', removed: 'softmax' }, 'softmax'],
  [{ ...end, removed: 'logsoftmax' }, 'softmax'],
  [{ ...end, kind: 'fraction', removed: 'sigmoid' }, 'sigmoid'],
  [{ ...end, isSingle: true }, 'sigmoid'],
] as const)('%o: %s', (given, rule) => {
  expect(probabilityOf(given)).toBe(rule);
});

test.each([
  [end, []],
  [{ ...end, kind: 'fraction' }, []],
  [{ ...end, kind: 'fraction', operation: 'ClipByValue' }, ['end in ClipByValue and lie between 0 and 1']],
  [{ ...end, kind: 'share', operation: 'RealDiv' }, ['taken as the probabilities that they are']],
  [{ ...end, removed: 'softmax', operation: 'Softmax' }, ['a softmax to the result of another']],
  [{ ...end, removed: 'sigmoid', operation: 'Softmax' }, []],
] as const)('%o is told of as %o', (given, words) => {
  const notes = scoreNotes(given);
  expect(notes).toEqual(words.map((text) => expect.stringContaining(text) as string));
});
