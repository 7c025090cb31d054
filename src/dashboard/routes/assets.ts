/** Style sheet and scripts, read once: what is asked for is looked up in a table, never on the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { style } from '../style.ts';
import { fileTypes } from './fileTypes.ts';
import type { Route } from './route.ts';

const folder = fileURLToPath(new URL('../client/', import.meta.url));

/** A warm spot on a photograph. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#12306b"/>' +
  '<circle cx="9" cy="7" r="5" fill="#1fa9d6"/><circle cx="9" cy="7" r="3.4" fill="#f2c230"/><circle cx="9" cy="7" r="1.7" fill="#d8321e"/></svg>';

/** Run from its sources (as unit tests do), there are no scripts yet. */
export async function assetRoutes(): Promise<Route[]> {
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const read = scripts.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const);
  const files = [...(await Promise.all(read)), ['style.css', style], ['icon.svg', icon]] as const;
  return files.map(([name, text]) => ({
    method: 'GET',
    path: `/assets/${name}`,
    access: 'open',
    handle: ({ reply }) =>
      Promise.resolve(
        reply.type(fileTypes[path.extname(name)]!).header('cache-control', 'no-cache').send(text),
      ),
  }));
}
