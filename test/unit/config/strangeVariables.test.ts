import { expect, test } from 'vitest';
import { strangeVariables } from '../../../src/config/strangeVariables.ts';

test('a mistyped variable is told with the nearest known name', () => {
  expect(strangeVariables({ CAMLINE_REDIS_ULR: 'redis://x', HOME: '/root' })).toEqual([
    expect.stringMatching(
      /"CAMLINE_REDIS_ULR"\. Did you mean "CAMLINE_REDIS_URL"\?.*CAMLINE_HOME.* ignored\.$/,
    ),
  ]);
});

test('those that mean something are not told', () => {
  const known = {
    CAMLINE_HOME: 'x',
    CAMLINE_DEVICE: 'cpu',
    CAMLINE_CONFIG: 'c',
    CAMLINE_INSTALL_SERVICES: '0',
    CAMLINES: '',
  };
  expect(strangeVariables(known)).toEqual([]);
});
