import { describe, expect, test } from 'vitest';
import {
  channelBudget,
  failedTooMany,
  failureLimit,
  gridSize,
  nameList,
  outputList,
  positiveInteger,
} from '../../../src/cli/values.ts';

describe('nameList', () => {
  test('splits and trims', () => expect(nameList(' a, b,c ')).toEqual(['a', 'b', 'c']));
  test.each(['', ' ', ' , ', 'a,,b', 'head,', ',a'])('refuses "%s"', (text) =>
    expect(() => nameList(text)).toThrow(/separated by commas/),
  );
});

describe('positiveInteger', () => {
  test('takes 12', () => expect(positiveInteger('12')).toBe(12));
  test.each(['0', '-1', '1.5', '1e3', '', 'x', ' 3'])('refuses "%s"', (text) =>
    expect(() => positiveInteger(text)).toThrow(/integer of 1 or more/),
  );
});

describe('gridSize', () => {
  test('takes rows and columns', () => expect(gridSize('14x7')).toEqual([14, 7]));
  test.each(['14', '0x7', '14x', 'x', '14x7x2', '-1x7'])('refuses "%s"', (text) =>
    expect(() => gridSize(text)).toThrow(/14x7/),
  );
});

describe('channelBudget', () => {
  test.each([
    ['all', undefined],
    ['top:160', { top: 160 }],
    ['adaptive', { share: 0.08 }],
    ['adaptive:0.02', { share: 0.02 }],
  ])('%s', (text, budget) => expect(channelBudget(text)).toEqual(budget));
  test.each([
    '',
    'top',
    'top:',
    'top:0',
    'top:1.5',
    'adaptive:',
    'adaptive:1',
    'adaptive:0',
    'all:3',
    'best:3',
    'top:3:4',
  ])('refuses "%s"', (text) => expect(() => channelBudget(text)).toThrow(/top:N/));
});

describe('failureLimit', () => {
  test.each([
    ['0', { images: 0 }],
    ['12', { images: 12 }],
    ['2.5%', { percent: 2.5 }],
    ['100%', { percent: 100 }],
  ])('%s', (text, limit) => expect(failureLimit(text)).toEqual(limit));
  test.each(['-1', '101%', '1.5', 'ten', '%', ''])('refuses "%s"', (text) =>
    expect(() => failureLimit(text)).toThrow(/such as 10/),
  );
});

describe('failedTooMany', () => {
  test.each([
    ['nothing failed', undefined, 0, 8, false],
    ['some failed, no limit', undefined, 7, 8, false],
    ['all failed', undefined, 8, 8, true],
    ['all failed within a generous limit', { images: 100 }, 8, 8, true],
    ['at the limit', { images: 2 }, 2, 8, false],
    ['above the limit', { images: 2 }, 3, 8, true],
    ['at the share', { percent: 25 }, 2, 8, false],
    ['above the share', { percent: 25 }, 3, 8, true],
    ['one failed of a limit of none', { images: 0 }, 1, 8, true],
  ] as const)('%s', (_what, limit, failed, images, tooMany) => {
    expect(failedTooMany(limit, failed, images)).toBe(tooMany);
  });
});

describe('outputList', () => {
  test.each([
    ['none', []],
    ['maps, heatmaps', ['heatmaps', 'maps']],
    ['overlays', ['overlays']],
  ])('%s', (text, kinds) => expect(outputList(text)).toEqual(kinds));
  test.each(['', 'heatmap', 'maps,none'])('refuses "%s"', (text) =>
    expect(() => outputList(text)).toThrow(/./),
  );
});
