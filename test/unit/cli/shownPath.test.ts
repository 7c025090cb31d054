import { expect, test } from 'vitest';
import { shownPath } from '../../../src/cli/shownPath.ts';

test.each([
  ['/a/b/c', '/a', 'b/c'],
  ['/a/b', '/a/b', '/a/b'],
  ['/a/b', '/a/c', '/a/b'],
  ['s3://bucket/a', '/', 's3://bucket/a'],
])('%s seen from %s is %s', (path, cwd, shown) => expect(shownPath(path, cwd)).toBe(shown));
