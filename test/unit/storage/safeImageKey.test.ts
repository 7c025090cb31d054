import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKey } from '../../../src/storage/checkKey.ts';
import { keys } from '../../../src/storage/keys.ts';
import { safeImageKey } from '../../../src/storage/safeImageKey.ts';

/** The way back, written from the description alone. */
const decode = (safe: string): string =>
  safe
    .split('/')
    .map((part) => (part === '%' ? '' : part))
    .join('/')
    .replace(
      /%u([0-9A-F]{4})|%([0-9A-F]{2})/g,
      (_all, wide: string | undefined, narrow: string | undefined) =>
        String.fromCharCode(Number.parseInt(wide ?? narrow!, 16)),
    );

const nasty = fc.constantFrom(
  '/',
  '.',
  ' ',
  '%',
  '\\',
  '\0',
  '\n',
  ':',
  '*',
  '?',
  '"',
  '<',
  '>',
  '|',
  '#',
  'a',
  'A',
  'é',
  '😀',
  '\uD800',
  '2',
  'E',
  'u',
  'con',
);
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const shortKey = fc.string({ unit: fc.oneof(nasty, anyUnit), minLength: 1, maxLength: 30 });
const longKey = fc.string({ unit: fc.oneof(nasty, anyUnit), minLength: 1, maxLength: 3000 });

describe('for any key', () => {
  test('the way back leads to it, unless it is very long', () => {
    fc.assert(
      fc.property(shortKey, (key) => {
        expect(decode(safeImageKey(key))).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  test('every store takes it', () => {
    fc.assert(
      fc.property(longKey, (key) => {
        const safe = safeImageKey(key);
        checkKey(keys.overlay('a'.repeat(64), 'eigengradcam@layer4', safe, '.c999'));
        // eslint-disable-next-line no-control-regex -- control characters are what is looked for
        expect(safe).not.toMatch(/[\u0000-\u001f\\:*?"<>|#]|[. ](\/|$)|(^|\/)\.camline-tmp-/);
      }),
      { numRuns: 500 },
    );
  });

  test('other keys give other names', () => {
    fc.assert(
      fc.property(longKey, longKey, (a, b) => {
        expect(safeImageKey(a) === safeImageKey(b)).toBe(a === b);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['cats/tabby 01.jpg', 'cats/tabby 01.jpg'],
  ['写真/été.png', '写真/été.png'],
  ['100%.jpg', '100%25.jpg'],
  ['a\\b:c?.jpg', 'a%5Cb%3Ac%3F.jpg'],
  ['dot./end ', 'dot%2E/end%20'],
  ['../../etc/passwd', '.%2E/.%2E/etc/passwd'],
  ['/lead//double/', '%/lead/%/double/%'],
  ['CON/nul.png', '%43ON/%6Eul.png'],
  ['.camline-tmp-1', '%2Ecamline-tmp-1'],
])('%j becomes %j', (key, safe) => {
  expect(safeImageKey(key)).toBe(safe);
});

describe('very long keys', () => {
  test('keep their beginning and differ by a hash, also where only the end differs', () => {
    const [a, b] = ['1', '2'].map((end) => safeImageKey(`${'é'.repeat(500)}${end}.jpg`));
    expect(a).toMatch(/^é{20,}%~[0-9a-f]{16}$/);
    expect(a).not.toBe(b);
    expect(Buffer.byteLength(a!)).toBeLessThanOrEqual(200);
  });

  test('of many folders keep their last part', () => {
    const safe = safeImageKey(`${'folder/'.repeat(300)}cat.jpg`);
    expect(safe).toMatch(/^%~[0-9a-f]{16}\/cat\.jpg$/);
  });
});
