/** `npm run peers`: the Python environment that some benchmarks compare with, in .venv; does nothing where it is up to date. */
import './lib/node.mjs';
import { preparePeers, python } from './lib/peers.mjs';
import { main } from './lib/ready.mjs';

await main(async () => {
  const state = preparePeers();
  console.error(state === 'made' ? `Ready: ${python}` : `Up to date: ${python}`);
  return 0;
});
