import { expect, test } from 'vitest';
import { userCacheFolder } from '../../../src/config/environment.ts';

test.each([
  ['XDG_CACHE_HOME, where there is one', { XDG_CACHE_HOME: '/x', HOME: '/home/ada' }, 'darwin', '/x/camline'],
  [
    'an empty one counts as none',
    { XDG_CACHE_HOME: '', HOME: '/home/ada' },
    'linux',
    '/home/ada/.cache/camline',
  ],
  ['Linux', { HOME: '/home/ada' }, 'linux', '/home/ada/.cache/camline'],
  ['macOS', { HOME: '/Users/ada' }, 'darwin', '/Users/ada/Library/Caches/camline'],
  ['Windows', { LOCALAPPDATA: '/local', USERPROFILE: '/users/ada' }, 'win32', '/local/camline'],
  ['no home, no cache', {}, 'linux', null],
  ['no home, no cache on macOS', {}, 'darwin', null],
] as const)('cache folder: %s', (_, variables, platform, expected) => {
  expect(userCacheFolder(variables, platform)).toBe(expected);
});
