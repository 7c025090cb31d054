import { describe, expect, test } from 'vitest';
import { classChoice } from '../../../src/cli/classChoice.ts';

const labels = ['tench', 'Egyptian cat', 'tabby, tabby cat', 'espresso'];
const known = { count: 4, labels };

describe('classChoice', () => {
  test('label is refused, unless a class has that name', () => {
    expect(() => classChoice('label', known)).toThrow(/have no labels/);
    expect(classChoice('label', { count: 1, labels: ['label'] })).toEqual([0]);
  });

  test.each([
    [
      'label',
      'photograph',
      /camline explain have no labels and belong to no run: it takes no --classes label\./,
    ],
    [
      'label-or-pred',
      'photograph',
      /it takes no --classes label-or-pred\. Choose pred, topN, indices or names\./,
    ],
    ['as:nightly', 'photograph', /it takes no --classes as:nightly/],
    [
      'label',
      'run',
      /a folder have no labels\. .*a JSONL manifest with labels, a CSV or Parquet table .*\.cls members/,
    ],
    ['as:', 'run', /Expected as: and the name of a run .*such as as:nightly .*received "as:"/],
    ['AS:nightly', 'labelledRun', /received "AS:nightly"/],
    ['tench,99', 'run', /label \(of a manifest\), label-or-pred, as:RUN, or indices in 0\.\.3/],
  ] as const)('"%s" of a %s is told what these images can answer', (text, images, message) => {
    expect(() => classChoice(text, known, images)).toThrow(message);
  });

  test.each([
    ['label-or-pred', 'run'],
    ['as:nightly', 'run'],
    ['label', 'labelledRun'],
  ] as const)('"%s" is a choice of a %s', (text, images) => {
    expect(classChoice(text, known, images)).toBe(text);
  });

  test.each(['pred', 'top1', 'top3', 'top5', 'top100'])('%s is a word of its own', (word) => {
    expect(classChoice(word, known)).toBe(word);
  });

  test.each([
    ['3', [3]],
    ['3, 0', [3, 0]],
    ['egyptian CAT', [1]],
    ['espresso,0', [3, 0]],
    ['tabby, tabby cat', [2]],
    ['3,espresso', [3]],
  ])('"%s"', (text, indices) => expect(classChoice(text, known)).toEqual(indices));

  test('an unknown name comes with the nearest', () => {
    expect(() => classChoice('espreso', known)).toThrow('Unknown class "espreso". Did you mean "espresso"?');
  });

  test.each(['4', '99', '', '0,,1'])('"%s" is told the range', (text) => {
    expect(() => classChoice(text, known)).toThrow(/indices in 0\.\.3 or names/);
  });

  test.each(['-1', '1e2', '1.5', 'top0', 'top101', 'top-3', 'top 5', 'topN', 'top', 'top05'])(
    '"%s" is told what is possible, not names that look like it',
    (text) => {
      expect(() => classChoice(text, known)).toThrow(
        `Unknown class "${text}". Choose pred, topN with N in 1..100 such as top5, label (of a manifest), or indices in 0..3 or names`,
      );
    },
  );

  test('a name that begins like topN is a name', () => {
    const named = { count: 2, labels: ['top hat', '3D printer'] };
    expect(classChoice('top hat,3d printer', named)).toEqual([0, 1]);
  });

  test('without names', () => {
    expect(() => classChoice('tench', { count: 4, labels: null })).toThrow(/the model card gives no names/);
  });
});
