import { expect, test } from 'vitest';
import { costText, methodCost } from '../../../../src/cli/methods/cost.ts';
import { methodNamed } from '../../../../src/methods/registry.ts';

test.each([
  ['eigencam', '0'],
  ['gradcam', '1'],
  ['shapleycam', '4'],
  ['scorecam', 'C'],
  ['ablationcam', 'C'],
  ['fullgrad', '3'],
  ['guidedgradcam', '4'],
  ['integratedgradients', '151'],
  ['rise', '4000'],
])('%s costs %s passes', (name, text) => {
  expect(costText(methodCost(methodNamed(name)))).toBe(text);
});

test('both parts', () => {
  expect(costText({ fixed: 2, perChannel: 1 })).toBe('2 + C');
});
