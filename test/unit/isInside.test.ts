import { expect, test } from 'vitest';
import { isInside } from '../../src/isInside.ts';

test.each([
  ['/a', '/a', true],
  ['/a', '/a/b/c', true],
  ['/a', '/a/..b', true],
  ['/', '/a', true],
  ['/a', '/ab', false],
  ['/a', '/', false],
  ['/a/b', '/a', false],
  ['/a', '/a/../b', false],
])('%s holds %s: %s', (folder, path, answer) => {
  expect(isInside(folder, path)).toBe(answer);
});
