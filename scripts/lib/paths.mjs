import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Lock, build stamp and half-finished builds; ignored by git. */
export const workFolder = join(root, '.build');

export const cliEntry = join(root, 'dist', 'cli', 'main.js');
