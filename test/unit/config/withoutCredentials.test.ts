import { expect, test } from 'vitest';
import { withoutCredentials } from '../../../src/config/withoutCredentials.ts';

test.each([
  ['redis://me:secret@host:6379/0', 'redis://***@host:6379/0'],
  ['rediss://:secret@host', 'rediss://***@host'],
  ['s3://key:sec@ret@bucket/prefix', 's3://***@bucket/prefix'],
  ['cannot reach redis://a:b@h1 or redis://c:d@h2', 'cannot reach redis://***@h1 or redis://***@h2'],
  ['redis://host:6379/0?at=@', 'redis://host:6379/0?at=@'],
  ['mail me@host', 'mail me@host'],
])('%s', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});
