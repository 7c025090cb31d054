import { expect, test } from 'vitest';
import type { Finding, Outcome } from '../../../src/check/finding.ts';
import { methodStates, type MethodState } from '../../../src/check/methodStates.ts';
import { verdictOf } from '../../../src/check/verdict.ts';
import type { Trial } from '../../../src/check/trials.ts';
import { methods } from '../../../src/methods/registry.ts';

const finding = (name: string, outcome: Outcome): Finding => ({ name, outcome, detail: '', figures: {} });
const works = (name: string): MethodState => ({ name, outcome: 'works', why: '' });
const trial = (need: Trial['need'], outcome: Trial['outcome'], why = ''): Trial => ({ need, outcome, why });

test('fine where nothing failed', () => {
  expect(verdictOf([finding('file', 'ok'), finding('batch', 'ok')], [works('gradcam')])).toEqual({
    fine: true,
    text: 'FINE: 1 of 1 methods work, 2 of 2 checks passed, none failed.',
  });
});

test.each(['undecided', 'skipped'] as const)('what is %s is told and is no failure', (outcome) => {
  const verdict = verdictOf([finding('file', 'ok'), finding('batch', outcome)], [works('gradcam')]);
  expect(verdict.fine).toBe(true);
  expect(verdict.text).toBe(
    'FINE: 1 of 1 methods work, 1 of 2 checks passed, none failed. Not verified: batch.',
  );
});

test('what is empty on both sides is not fine, and what failed weighs more', () => {
  const emptied = verdictOf([finding('file', 'ok'), finding('gradient at x', 'empty')], [works('gradcam')]);
  expect(emptied).toMatchObject({
    fine: false,
    text: expect.stringMatching(/^CANNOT TELL: gradient at x\. .*--layers/),
  });
  const both = verdictOf([finding('file', 'failed'), finding('batch', 'empty')], [works('gradcam')]);
  expect(both.text).toMatch(/^FAILED: file\./);
});

test.each([
  [['skipped', 'skipped'], /^FINE BUT FOR GRADIENTS, which could not be verified \(because\): 1 of 1/],
  [['skipped', 'undecided'], /^FINE BUT FOR GRADIENTS/],
  [['skipped', 'ok'], /^FINE: .* Not verified: gradient at the input\.$/],
] as const)('gradients that are %j', ([input, layer], text) => {
  const gradients = [finding('gradient at the input', input), finding('gradient at layer4', layer)];
  const told = gradients.map((each) => ({ ...each, detail: 'because' }));
  expect(verdictOf([finding('file', 'ok'), ...told], [works('gradcam')])).toMatchObject({
    fine: true,
    text: expect.stringMatching(text),
  });
});

test('one failed check is enough', () => {
  const verdict = verdictOf([finding('file', 'ok'), finding('batch', 'failed')], [works('gradcam')]);
  expect(verdict.fine).toBe(false);
  expect(verdict.text).toMatch(/^FAILED: batch\. Do not trust/);
});

test('a method that should work and does not is a failure, one that cannot is none', () => {
  const refused = { name: 'guidedbackprop', outcome: 'refused', why: 'no ReLU' } as const;
  expect(verdictOf([], [works('gradcam'), refused]).fine).toBe(true);
  const broken = { name: 'fullgrad', outcome: 'failed', why: 'INTERNAL' } as const;
  expect(verdictOf([], [works('gradcam'), broken]).text).toMatch(/^FAILED: method fullgrad\./);
});

test('a network without a single method is not fine', () => {
  expect(verdictOf([finding('file', 'ok')], []).fine).toBe(false);
});

test('a method works where all that it needs does', () => {
  const states = methodStates(
    methods,
    [
      trial('forward', 'works'),
      trial('gradients', 'refused', 'no rule for X'),
      trial('guidedGradients', 'works'),
    ],
    null,
  );
  const of = (name: string): MethodState => states.find((state) => state.name === name)!;
  expect(of('gradcam')).toEqual({ name: 'gradcam', outcome: 'refused', why: 'no rule for X' });
  expect(of('guidedgradcam')).toMatchObject({ outcome: 'refused', why: 'no rule for X' });
  for (const name of ['eigencam', 'scorecam', 'guidedbackprop', 'rise'])
    expect(of(name).outcome).toBe('works');
});

test('a failure weighs more than a refusal', () => {
  const trials = [trial('gradients', 'refused', 'no rule'), trial('curvature', 'failed', 'broken')];
  const state = methodStates(methods, trials, null).find(({ name }) => name === 'shapleycam');
  expect(state).toEqual({ name: 'shapleycam', outcome: 'failed', why: 'broken' });
});

test('without a layer only methods of the whole network work', () => {
  const states = methodStates(methods, [trial('forward', 'works')], 'no map');
  const working = states.filter(({ outcome }) => outcome === 'works').map(({ name }) => name);
  const expected = methods.filter(
    (method) => method.kind === 'network' || (method.kind === 'attribution' && method.cam === null),
  );
  expect(working).toEqual(expected.map(({ name }) => name));
  expect(states.find(({ name }) => name === 'gradcam')).toMatchObject({ outcome: 'refused', why: 'no map' });
});
