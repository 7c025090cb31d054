/** `npm run wasm`: the kernel of `wasm/` as a module of `src/`. */
import './lib/node.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernel, kernelModule, kernelPage } from './lib/compileWasm.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/ready.mjs';

await main(async () => {
  const bytes = compileKernel();
  writeFileSync(join(root, kernelModule), kernelPage(bytes));
  console.error(`${kernelModule}: ${bytes.length} bytes of WebAssembly.`);
  return 0;
});
