/** `npm run check`: format, lint, types, boundaries, unused code, tests; stops at the first that fails. */
import './lib/node.mjs';
import { execute } from './lib/execute.mjs';
import { houseChecks, houseCheckTests } from './lib/houseChecks.mjs';
import { ensureReady, main } from './lib/ready.mjs';
import { runTests } from './lib/runTests.mjs';

await main(async () => {
  await ensureReady();
  for (const { name, args } of houseChecks) {
    console.log(`== ${name}`);
    const code = await execute(args);
    if (code !== 0) return code;
  }
  console.log('== tests');
  return runTests(['--exclude', houseCheckTests]);
});
