import { expect, test } from 'vitest';
import { methods } from '../../../src/methods/registry.ts';
import { readGolden } from '../../support/golden.ts';
import { goldenNetworks } from '../../support/networks.ts';

/** Methods that the reference has no answers for: held to a slow twin in the file named. */
const twins: Readonly<Record<string, string>> = {
  randomcam: 'randomcam.test.ts',
  guidedgradcam: 'attributions.test.ts',
  smoothgrad: 'attributions.test.ts',
  occlusion: 'attributions.test.ts',
  rise: 'attributions.test.ts',
};

test('every method is held to the reference or to a slow twin, and none to nothing', () => {
  const goldens = goldenNetworks.map(({ folder, name }) => readGolden(folder, name));
  const withGolden = goldens.flatMap(({ cases, attributions }) =>
    [...cases.filter(({ cam }) => cam !== undefined), ...attributions].map(({ method }) => method),
  );
  const evidence = new Set([...withGolden, ...Object.keys(twins)]);
  expect(methods.map(({ name }) => name).filter((name) => !evidence.has(name))).toEqual([]);
  expect(Object.keys(twins).filter((name) => withGolden.includes(name))).toEqual([]);
});
