import { describe, expect, test } from 'vitest';
import { classChoice } from '../../../src/cli/classChoice.ts';

const labels = ['tench', 'Egyptian cat', 'tabby, tabby cat', 'espresso'];
const known = { count: 4, labels };

describe('classChoice', () => {
  test('label is refused, unless a class has that name', () => {
    expect(() => classChoice('label', known)).toThrow(/have no labels/);
    expect(classChoice('label', { count: 1, labels: ['label'] })).toEqual([0]);
  });

  test.each(['pred', 'top3'])('%s is a word of its own', (word) => {
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

  test('without names', () => {
    expect(() => classChoice('tench', { count: 4, labels: null })).toThrow(/the model card gives no names/);
  });
});
