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

describe('an S3 prefix', () => {
  test.each([
    ['s3://bucket/prefix', 's3://bucket/prefix'],
    ['s3://bucket/a/b/', 's3://bucket/a/b'],
    ['S3://bucket', 's3://bucket'],
  ])('%s', (given, location) => {
    expect(openStore(given).location).toBe(location);
  });
});

describe('anything else is refused', () => {
  test.each([
    ['s3://', /s3:\/\/bucket\/prefix with a bucket/],
    ['s3://a/x', /bucket of 3 to 255/],
    ['https://example.org/x', /received a https:\/\/ location/],
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
