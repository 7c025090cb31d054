import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `count` files in `folder`, the photographs of `from` again and again. */
export function manyPhotos(folder: string, count: number, from = 'samples'): void {
  mkdirSync(folder, { recursive: true });
  const photos = readdirSync(from).filter((name) => name.endsWith('.jpg'));
  for (let index = 0; index < count; index++) {
    const name = photos[index % photos.length]!;
    copyFileSync(join(from, name), join(folder, `${String(index).padStart(6, '0')}-${name}`));
  }
}
