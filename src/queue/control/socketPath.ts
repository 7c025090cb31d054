import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Systems cut or refuse longer paths of sockets (104 bytes on macOS, 108 on Linux). */
const longestPath = 100;

/** Where the holder of the queue in `home` listens. */
export function socketPath(home: string): string {
  const folder = path.resolve(home);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\camline-${hash}`;
  const inHome = path.join(folder, 'control.sock');
  return Buffer.byteLength(inHome) <= longestPath ? inHome : path.join(tmpdir(), `camline-${hash}.sock`);
}
