import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../config/environment.ts';

/**
 * Where fontconfig may keep what it found: the user's own cache (undefined: it knows that one), or, where that takes no
 * files, a folder for this process that is taken away at its end.
 */
export function fontCacheHome(variables = environment()): string | undefined {
  const own = variables['XDG_CACHE_HOME'] || join(variables['HOME'] || homedir(), '.cache');
  try {
    mkdirSync(join(own, 'fontconfig'), { recursive: true });
    accessSync(join(own, 'fontconfig'), constants.W_OK);
    return undefined;
  } catch {
    const folder = mkdtempSync(join(tmpdir(), 'camline-fonts-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }
}
