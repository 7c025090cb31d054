import { expect, test } from 'vitest';
import { printable } from '../../../src/cli/printable.ts';

test.each([
  ['a b.jpg', 'a b.jpg'],
  ['über/🐈.jpg', 'über/🐈.jpg'],
  ['a\u001b[31mred.jpg', String.raw`a\u001b[31mred.jpg`],
  ['two\nlines\r\t', String.raw`two\nlines\r\t`],
  ['\u0000\u009b', String.raw`\u0000\u009b`],
])('%j', (text, shown) => expect(printable(text)).toBe(shown));
