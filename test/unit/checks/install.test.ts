import { expect, test } from 'vitest';
import { outdatedPackages } from '../../../scripts/lib/install.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', optional: true },
};

test.each([
  [
    'everything there',
    { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
    [],
  ],
  ['an optional package of another platform absent', { 'node_modules/a': { version: '1.0.0' } }, []],
  ['a package absent', {}, ['node_modules/a']],
  ['another version', { 'node_modules/a': { version: '1.0.1' } }, ['node_modules/a']],
  [
    'another version of an optional package',
    { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } },
    ['node_modules/b'],
  ],
])('%s', (_what, installed, outdated) => {
  expect(outdatedPackages(wanted, installed)).toEqual(outdated);
});
