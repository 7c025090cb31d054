import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeVersion } from '../sessions/runtimeVersion.ts';

const engineFolder = dirname(dirname(fileURLToPath(import.meta.url)));

let known: string | null = null;

/**
 * Changes with the engine's code and with ONNX Runtime: what was kept by other code is not used. Names, sizes and times of the
 * engine's files, so that a developer's build without a new version number counts too.
 */
export function codeVersion(): string {
  known ??= fingerprint();
  return known;
}

function fingerprint(): string {
  const files = readdirSync(engineFolder, { recursive: true, encoding: 'utf8' }).toSorted();
  const hash = createHash('sha256').update(`${runtimeVersion} ${process.platform} ${process.arch}\n`);
  for (const name of files) {
    const { size, mtimeMs } = statSync(join(engineFolder, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
