/** `npm run build`: installs where needed and leaves dist/. */
import './lib/node.mjs';
import { ensureReady, main } from './lib/ready.mjs';

await main(async () => {
  const state = await ensureReady();
  console.log(state === 'built' ? 'Built dist/.' : 'dist/ is up to date.');
  return 0;
});
