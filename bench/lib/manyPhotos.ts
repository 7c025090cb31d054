import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `count` files in `folder`, the photographs of `from` again and again: each is copied once, and has many names. */
export function manyPhotos(folder: string, count: number, from = 'samples'): void {
  mkdirSync(folder, { recursive: true });
  const photos = readdirSync(from).filter((name) => name.endsWith('.jpg'));
  const nameOf = (index: number): string =>
    join(folder, `${String(index).padStart(6, '0')}-${photos[index % photos.length]!}`);
  for (let index = 0; index < count; index++) {
    if (index < photos.length) copyFileSync(join(from, photos[index]!), nameOf(index));
    else linkSync(nameOf(index % photos.length), nameOf(index));
  }
}
