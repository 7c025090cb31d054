import { expect, test } from 'vitest';
import { KeyRegister } from '../../../src/sources/keyRegister.ts';

test('finds a key again among a hundred thousand, and no other', () => {
  const register = new KeyRegister();
  for (let line = 1; line <= 100_000; line++) expect(register.add(`cats/${line}.jpg`, line)).toBeUndefined();
  expect(register.add('CATS/77.jpg', 100_001)).toBe(77);
  expect(register.add('cats/100001.jpg', 100_001)).toBeUndefined();
});
