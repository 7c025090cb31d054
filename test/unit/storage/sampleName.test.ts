import { expect, test } from 'vitest';
import { sampleName } from '../../../src/storage/sampleName.ts';

test.each([
  ['cats/1.jpg', 'cats/1%2Ejpg'],
  ['v1.2/a.b.png', 'v1.2/a%2Eb%2Epng'],
  ['.hidden', '%2Ehidden'],
  ['a%2Ejpg', 'a%252Ejpg'],
  ['plain', 'plain'],
])('%s → %s', (key, name) => expect(sampleName(key)).toBe(name));
