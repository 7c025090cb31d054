/**
 * Preloaded into a process from outside (NODE_OPTIONS=--import): opening an image whose name holds "crash" kills the
 * executor as a native crash does, one that holds "hang" stops it in an endless loop, one that holds "greedy" takes memory
 * until there is none. Other processes are left alone.
 */
import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const deeds = {
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  hang: () => {
    writeSync(2, 'hanging\n');
    for (;;);
  },
  greedy: () => {
    const hoard = [];
    for (;;) hoard.push(Array.from({ length: 10_000_000 }).fill(0.5));
  },
};

if (process.argv[1]?.endsWith('executor/main.js')) {
  const { open } = fs;
  fs.open = (file, ...rest) => {
    for (const [name, deed] of Object.entries(deeds)) if (String(file).includes(name)) deed();
    return open(file, ...rest);
  };
  syncBuiltinESMExports();
}
