// Argument: home. Waits for a line on stdin, takes the lock, says "won" or the error's code, and keeps it until killed.
import { once } from 'node:events';
import { built } from './built.mjs';

const { takeFolderLock } = await built('queue/embedded/folderLock.js');

console.log('ready');
await once(process.stdin, 'data');
try {
  await takeFolderLock(process.argv[2] ?? '');
  console.log('won');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error);
}
setInterval(() => undefined, 60_000);
