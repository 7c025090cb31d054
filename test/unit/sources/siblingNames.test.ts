import { expect, test } from 'vitest';
import { checkSiblingNames, isHidden, isImageName } from '../../../src/sources/siblingNames.ts';

const files = (...names: string[]) => names.map((name) => ({ name, kind: 'file' as const }));
const folders = (...names: string[]) => names.map((name) => ({ name, kind: 'folder' as const }));

test.each(['a.jpg', 'A.JPG', 'b.jpeg', 'c.Png', 'd.webp', 'e.avif', 'f.gif', 'g.tif', 'h.TIFF', 'i.jfif'])(
  '%s is an image',
  (name) => expect(isImageName(name)).toBe(true),
);

test.each(['jpg', 'a.txt', 'a.jpg.txt', 'a.svg', 'a.heic', 'a.jpg~', ''])('%j is none', (name) => {
  expect(isImageName(name)).toBe(false);
});

test('hidden names begin with a dot', () => {
  expect([isHidden('.a.jpg'), isHidden('._a.jpg'), isHidden('a.jpg')]).toEqual([true, true, false]);
});

test('names that differ in more than case live together', () => {
  expect(() => checkSiblingNames('', files('a.jpg', 'a.jpeg', 'b.jpg', 'a.jpg.png'))).not.toThrow();
});

test.each([
  ['case', files('Cat.jpg', 'cat.jpg')],
  ['case of folders', folders('Cats', 'cats')],
  ['a file and a folder', [...files('x.PNG'), ...folders('x.png')]],
  ['accents', files('caf\u00e9.jpg', 'cafe\u0301.jpg')],
])('refuses names that differ only in %s, and names both', (_what, members) => {
  expect(() => checkSiblingNames('in/', members)).toThrow(/differ only in case or accents/);
  for (const { name } of members) expect(() => checkSiblingNames('in/', members)).toThrow(`in/${name}`);
});

test('refuses a name that is no UTF-8', () => {
  expect(() => checkSiblingNames('', files('a\uFFFD.jpg'))).toThrow(/not UTF-8/);
});

test('refuses a folder where a picture of an image has to go', () => {
  const members = [...files('a.jpg'), ...folders('a.jpg.png')];
  expect(() => checkSiblingNames('', members)).toThrow(/takes the place/);
  expect(() =>
    checkSiblingNames('', [...files('a.jpg'), ...folders('a', 'a.png', 'b.jpg.png')]),
  ).not.toThrow();
});
