import { expect, test } from 'vitest';
import { sizeText } from '../../../src/cli/sizeText.ts';

test.each([
  [0, '0.0 kB'],
  [728_600, '728.6 kB'],
  [1_500_000, '1.5 MB'],
  [50e9, '50.0 GB'],
  [3.2e15, '3200.0 TB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
