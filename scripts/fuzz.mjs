/**
 * `npm run fuzz [-- --count N --seed S --from I]`: N changed model files (20 000) through reader and preparation; prints the
 * seed, and every input that ended in anything but a model or a clear MODEL_ error. `--from I --count 1` runs one again.
 */
import './lib/node.mjs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execute } from './lib/execute.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

await main(async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      from: { type: 'string', default: '0' },
    },
  });
  const { seed, from, count } = values;
  if (![seed, from, count].every((text) => /^\d+$/.test(text)) || Number(count) < 1) {
    console.error('Expected whole numbers for --seed and --from, and 1 or more for --count.');
    return 2;
  }
  await ensureReady();
  console.log(`seed ${seed}`);
  const script = join(root, 'test', 'fuzz', 'main.ts');
  return execute([join(root, 'node_modules/tsx/dist/cli.mjs'), script, seed, from, count]);
});
