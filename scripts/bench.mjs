/** `npm run bench -- NAME [arguments]`: runs bench/NAME.ts; without a name it lists them. */
import './lib/node.mjs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './lib/execute.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const folder = join(root, 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !names.includes(name)) {
    console.error(`Expected one of: ${names.join(', ')}.`);
    return 2;
  }
  await ensureReady();
  return execute([join(root, 'node_modules/tsx/dist/cli.mjs'), join(folder, `${name}.ts`), ...args]);
});
