import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { peersEnvironment, preparePeers, python } from '../../scripts/lib/peers.mjs';

/**
 * The last line that a script of bench/ prints, which is JSON; what it says besides goes to the terminal. Makes the Python
 * environment first, where it is absent. @param script "road/reference.py"
 */
export function askPython(script: string, args: readonly string[]): unknown {
  preparePeers();
  const { status, stdout } = spawnSync(python, [join(root, 'bench', script), ...args], {
    env: peersEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`bench/${script} ended with ${status}.`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
