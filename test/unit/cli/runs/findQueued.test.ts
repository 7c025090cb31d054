import { expect, test } from 'vitest';
import { findQueued } from '../../../../src/cli/runs/findQueued.ts';
import { queuedRun } from '../../../support/queuedRun.ts';

const runs = [
  queuedRun('night'),
  queuedRun('day'),
  queuedRun('twice', {}, '/a'),
  queuedRun('twice', {}, '/b'),
];

test('by name and by job id', () => {
  expect(findQueued(runs, 'day')).toBe(runs[1]);
  expect(findQueued(runs, runs[3]!.id)).toBe(runs[3]);
});

test('of several starts with one destination the newest, which comes first', () => {
  const starts = [queuedRun('night', { id: 'new' }), queuedRun('night', { id: 'old' })];
  expect(findQueued(starts, 'night').id).toBe('new');
});

test('an unknown name lists those that there are', () => {
  const unknown = () => findQueued(runs, 'nigth');
  expect(unknown).toThrow(expect.objectContaining({ code: 'RUN_UNKNOWN' }));
  expect(unknown).toThrow(/"nigth"\. Did you mean "night"\? Choose one of: night, day, twice\./);
});

test('an empty queue says where else to look', () => {
  expect(() => findQueued([], 'night')).toThrow(/holds none.*--to.*camline config/);
});

test('a name with two destinations must be told apart by job id', () => {
  const both = () => findQueued(runs, 'twice');
  expect(both).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(both).toThrow(`${runs[2]!.id} (/a), ${runs[3]!.id} (/b)`);
});
