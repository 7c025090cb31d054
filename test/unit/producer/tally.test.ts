import { expect, test } from 'vitest';
import { checkShard, emptyTally, tallied } from '../../../src/producer/tally.ts';
import { failedRecord } from '../../../src/storage/failedRecord.ts';

const failed = (key: string, code: 'IMAGE_EMPTY' | 'IMAGE_CORRUPT' = 'IMAGE_EMPTY') =>
  failedRecord(key, { code, message: '' });
const lines = (...keys: string[]) => keys.map((key) => ({ key, bytes: 1 }));

test('counts by code, sorted', () => {
  const first = tallied(emptyTally, [failed('a'), failed('b', 'IMAGE_CORRUPT')]);
  expect(tallied(first, [failed('c')])).toEqual({
    ok: 0,
    failed: 3,
    failedByCode: { IMAGE_CORRUPT: 1, IMAGE_EMPTY: 2 },
  });
  expect(Object.keys(first.failedByCode)).toEqual(['IMAGE_CORRUPT', 'IMAGE_EMPTY']);
});

test.each([
  ['missing', ['a', 'b'], ['a'], '"b"', 'nothing'],
  ['one too many', ['a'], ['a', 'b'], 'nothing', '"b"'],
  ['twice', ['a', 'b'], ['a', 'a'], '"b"', '"a"'],
  ['out of order', ['a', 'b'], ['b', 'a'], '"a"', '"b"'],
])('refuses a record that is %s', (_what, manifest, records, expected, found) => {
  const check = () =>
    checkShard(
      'night',
      3,
      lines(...manifest),
      records.map((key) => failed(key)),
    );
  expect(check).toThrow(expect.objectContaining({ code: 'RUN_INCOMPLETE' }) as Error);
  expect(check).toThrow(expected);
  expect(check).toThrow(found);
});

test('takes the records of the manifest', () => {
  expect(() => checkShard('night', 0, lines('a', 'b'), [failed('a'), failed('b')])).not.toThrow();
});
