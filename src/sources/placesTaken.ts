/** "a.jpg.png" → "a", "a.jpg": images whose pictures ("a.jpg" → "a.jpg.png") would go where a folder of that name stands. */
export const beginnings = (name: string): string[] =>
  [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index));

/** Keys of such images, for all folders on the way to `key`: "x/a.jpg.png/b.jpg" → "x/a", "x/a.jpg". */
export function placesTaken(key: string): string[] {
  const parts = key.split('/').slice(0, -1);
  return parts.flatMap((name, depth) =>
    beginnings(name).map((beginning) => [...parts.slice(0, depth), beginning].join('/')),
  );
}
