/** The registry drives these tests: a method that is held to nothing fails here. */
import { expect, test } from 'vitest';
import { methods } from '../../../src/methods/registry.ts';
import { readGolden } from '../../support/golden.ts';
import { goldenNetworks } from '../../support/networks.ts';
import { twins } from './twins.ts';

/** The golden suites run every case of these files. */
const withGolden = new Set(
  goldenNetworks
    .map(({ folder, name }) => readGolden(folder, name))
    .flatMap(({ cases, attributions }) => [...cases.filter(({ cam }) => cam !== undefined), ...attributions])
    .map(({ method }) => method),
);

test.each(methods.map(({ name }) => name).filter((name) => !withGolden.has(name)))(
  '%s, for which the reference has no answer, equals its slow twin',
  async (name) => {
    const compute = twins[name];
    expect(compute, `${name} has neither a golden nor a slow twin in twins.ts`).toBeDefined();
    const { ours, slow, tolerance } = await compute!();
    expect(ours.length).toBe(slow.length);
    ours.forEach((value, index) => {
      expect(Math.abs(value - slow[index]!)).toBeLessThanOrEqual(tolerance);
    });
  },
);

test('no twin is left over', () => {
  const names = methods.map(({ name }) => name).filter((name) => !withGolden.has(name));
  expect(Object.keys(twins).filter((name) => !names.includes(name))).toEqual([]);
});
