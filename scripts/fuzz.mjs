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

const usage = `npm run fuzz [-- --count N --seed S --from I]

Changes real model files at random and gives them to the reader: each must end in a model or in a clear MODEL_ error.

  --count N  how many inputs (default: 20000)
  --seed S   what they are drawn from, a whole number (default: the clock; it is printed)
  --from I   the first of them (default: 0); --from I --count 1 runs one again

Exit codes: 0 none failed, 1 one did or the run broke, 2 options that are none.`;

await main(async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      from: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
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
