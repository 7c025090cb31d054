/**
 * `npm run setup:tfjs [-- cpu|gpu] [-- --wheel FILE]`: installs @tensorflow/tfjs-node (or -gpu) into node_modules, its native
 * binding built against the libraries of PyPI's TensorFlow, for machines that the package's own download does not reach.
 */
import './lib/node.mjs';
import { parseArgs } from 'node:util';
import { ensureReady, main } from './lib/ready.mjs';
import { bindingLoads, buildBinding, kinds } from './lib/tfjsBinding.mjs';
import { addPackages } from './lib/tfjsPackages.mjs';

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { wheel: { type: 'string' } },
    allowPositionals: true,
  });
  const [name = 'cpu'] = positionals;
  const kind = kinds[name];
  if (kind === undefined) {
    console.error(`Expected cpu or gpu, received ${name}.`);
    return 2;
  }
  await ensureReady();
  addPackages(kind.package);
  if (!bindingLoads(kind)) buildBinding(kind, values.wheel);
  if (!bindingLoads(kind))
    throw new Error(
      `${kind.package} is built but does not load: node -e "require('${kind.package}')" says why.`,
    );
  console.error(
    `Ready: ${kind.package}. \`camline doctor\` says what models run on; npm ci takes it away again.`,
  );
  return 0;
});
