/** `npm run demo`: the eight photographs of samples/ through the whole pipeline, into demo-output/. */
import './lib/node.mjs';
import { execute } from './lib/execute.mjs';
import { cliEntry } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const model = 'models/efficientnet_lite0.onnx';

await main(async () => {
  await ensureReady();
  console.error(`Explaining samples/ with ${model} at layer "head": GradCAM, AblationCAM, ScoreCAM.`);
  const run = ['run', 'samples', '--model', model, '--to', 'demo-output'];
  const how = [
    '--methods',
    'gradcam,ablationcam,scorecam',
    '--layers',
    'head',
    '--run',
    'demo',
    '--shard',
    '2',
  ];
  return execute([cliEntry, ...run, ...how, '--list', ...process.argv.slice(2)]);
});
