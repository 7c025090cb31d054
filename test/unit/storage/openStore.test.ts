import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/storage/openStore.ts';

describe('a directory', () => {
  test.each([
    ['results', path.resolve('results')],
    ['/data/my results', '/data/my results'],
    [pathToFileURL('/data/my results#1').href, '/data/my results#1'],
    ['a:b', path.resolve('a:b')],
  ])('%s', (given, location) => {
    expect(openStore(given).location).toBe(location);
  });
});

describe('anything else is refused', () => {
  test.each([
    ['s3://bucket/prefix', /s3:\/\/.*not in this version.*directory/],
    ['S3://bucket', /not in this version/],
    ['https://example.org/x', /https:\/\/.*not in this version/],
    ['file://otherhost/data', /file: URL of a directory on this machine/],
    ['', /empty/],
    ['   ', /empty/],
  ])('%j', (given, message) => {
    expect(() => openStore(given)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => openStore(given)).toThrow(message);
  });

  test('credentials in the location are not repeated', () => {
    expect(() => openStore('s3://key:canary@bucket')).toThrow(/^(?!.*canary)/);
  });
});
