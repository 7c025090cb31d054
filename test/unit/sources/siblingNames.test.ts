import { expect, test } from 'vitest';
import { isHidden, isImageName, namesError, siblingFaults } from '../../../src/sources/siblingNames.ts';

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
  expect(siblingFaults('', files('a.jpg', 'a.jpeg', 'b.jpg', 'a.jpg.png'))).toEqual([]);
});

test.each([
  ['case', files('Cat.jpg', 'cat.jpg')],
  ['case of folders', folders('Cats', 'cats')],
  ['a file and a folder', [...files('x.PNG'), ...folders('x.png')]],
  ['accents', files('caf\u00e9.jpg', 'cafe\u0301.jpg')],
])('refuses names that differ only in %s, and names both', (_what, members) => {
  const faults = siblingFaults('in/', members);
  expect(faults).toEqual([expect.stringMatching(/differ only in case or accents/)]);
  for (const { name } of members) expect(faults[0]).toContain(`in/${name}`);
});

test('refuses a name that is no UTF-8', () => {
  expect(siblingFaults('', files('a\uFFFD.jpg'))).toEqual([expect.stringMatching(/not UTF-8/)]);
});

test('refuses a folder where a picture of an image has to go', () => {
  const members = [...files('a.jpg'), ...folders('a.jpg.png')];
  expect(siblingFaults('', members)).toEqual([expect.stringMatching(/takes the place/)]);
  expect(siblingFaults('', [...files('a.jpg'), ...folders('a', 'a.png', 'b.jpg.png')])).toEqual([]);
});

test('every fault is told, up to twenty', () => {
  const { message } = namesError(Array.from({ length: 23 }, (_, at) => `Fault ${at + 1}.`));
  expect(message).toMatch(/^Fault 1\. .*Fault 20\. And 3 more like these\. Rename them\.$/);
  expect(namesError(['The name of "x" is not UTF-8.']).message).toBe(
    'The name of "x" is not UTF-8. Rename it.',
  );
});
