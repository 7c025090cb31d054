import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { checkWrittenAddress, isPublic, publicLookup } from '../../../src/remote/publicAddress.ts';

test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.255.255', '2606:4700::1111', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublic(address)).toBe(true);
  },
);

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  'fd00::1',
  'fe80::1',
  'ff02::1',
])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(['http://127.0.0.1/', 'http://[::1]:80/', 'http://2130706433/', 'http://0x7f.1/'])(
  'BAD ADDRESS - %s',
  (url) => {
    expect(() => checkWrittenAddress(new URL(url))).toThrow(/public address.*privateModelUrls/);
  },
);

test('a name is looked at where it leads', async () => {
  const look = promisify(publicLookup as (host: string, options: object, done: () => void) => void);
  await expect(look('localhost', {})).rejects.toThrow(/received localhost, which is (127\.0\.0\.1|::1) here/);
});
