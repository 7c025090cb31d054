/** `npm test`: installs, builds, runs every test; the last line is `N passed, N failed`. Arguments go to vitest. */
import './lib/node.mjs';
import { ensureReady, main } from './lib/ready.mjs';
import { runTests } from './lib/runTests.mjs';

await main(async () => {
  try {
    await ensureReady();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    return 1;
  }
  return runTests(process.argv.slice(2));
});
