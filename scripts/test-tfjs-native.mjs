/** `npm run test:tfjs-native [-- node-gpu]`: the TensorFlow.js engine's tests on the native binding that `npm run setup:tfjs` made. */
import './lib/node.mjs';
import { ensureReady, main } from './lib/ready.mjs';
import { runTests } from './lib/runTests.mjs';

const files = [
  'test/unit/engine/tfjs',
  'test/conformance/engineTfjs.test.ts',
  'test/conformance/bothEngines.test.ts',
  'test/conformance/goldenGradients.test.ts',
  'test/goldens',
];

await main(async () => {
  const [backend = 'node'] = process.argv.slice(2);
  await ensureReady();
  process.env['CAMLINE_TEST_TFJS'] = backend;
  return runTests(files);
});
