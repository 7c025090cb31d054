import { expect, test } from 'vitest';
import { collision, KeyRegister } from '../../../src/sources/keyRegister.ts';

test('finds a key again among a hundred thousand, and no other', () => {
  const register = new KeyRegister();
  for (let line = 1; line <= 100_000; line++) expect(register.add(`cats/${line}.jpg`, line)).toBeUndefined();
  expect(register.add('CATS/77.jpg', 100_001)).toBe(77);
  expect(register.add('cats/100001.jpg', 100_001)).toBeUndefined();
});

test('finds a folder that stands where a picture has to go, whichever comes first', () => {
  const [image, inFolder] = ['x/A.jpg', 'x/a.jpg.png/b.jpg'];
  for (const [first, second] of [
    [image, inFolder],
    [inFolder, image],
  ] as const) {
    const register = new KeyRegister();
    expect(register.add('x/a.png', 1)).toBeUndefined();
    expect(register.add(first, 2)).toBeUndefined();
    expect(register.add(second, 3)).toBe(2);
    expect(collision(second, first)).toContain('in one place');
  }
});

test.each([
  ['x/a.jpg', 'y/a.jpg.png/b.jpg'],
  ['a.jpg', 'ab.jpg/c.jpg'],
  ['a.jpg', 'a.png'],
])('%s and %s are not in the way of each other', (one, other) => {
  const register = new KeyRegister();
  register.add(one, 1);
  expect(register.add(other, 2)).toBeUndefined();
  expect(collision(one, other)).toBeUndefined();
});
