/**
 * All nine classic methods on one image in one request, EfficientNet-Lite0 at `head`: what they cost beside the perturbation
 * passes of ScoreCAM, which are forward passes, in bare ONNX Runtime's forward passes of one image. FullGrad needs a gradient at
 * every layer, so the same is told without it.
 *
 *   npm run bench -- allNine [--rounds 5] [--write]
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { median } from './lib/statistics.ts';
import { writeSection } from './lib/writeSection.ts';
import { Ours } from './reference/ours.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } },
});
const setting = { batch: 1, threads: availableParallelism() };
const layer = 'head';
const quick = ['gradcam', 'gradcam++', 'xgradcam', 'layercam', 'eigencam', 'eigengradcam', 'ablationcam'];
const requests = {
  'Score-CAM alone': ['scorecam'],
  'eight, without FullGrad': [...quick, 'scorecam'],
  'all nine': [...quick, 'scorecam', 'fullgrad'],
  'FullGrad alone': ['fullgrad'],
} as const;

const ours = new Ours(join(root, 'models', 'efficientnet_lite0.onnx'), await photographs(1));
const names = Object.keys(requests) as (keyof typeof requests)[];
const passes = new Map<string, number[]>(names.map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of names) {
    const forward = await ours.forward(setting);
    passes.get(name)!.push((await ours.explain(requests[name].join(','), layer, setting)) / forward);
  }
}
await ours.close();
const medians = new Map([...passes].map(([name, list]) => [name, median(list)]));
const alone = medians.get('Score-CAM alone')!;
const lines = [
  '| request | forward passes | beside Score-CAM |',
  '| --- | --- | --- |',
  ...names.map((name) => {
    const { spread, middle } = { spread: passes.get(name)!, middle: medians.get(name)! };
    const range = `${Math.min(...spread).toFixed(0)} to ${Math.max(...spread).toFixed(0)}`;
    const beside = requests[name].includes('scorecam' as never) ? (middle - alone).toFixed(1) : '';
    return `| ${name} | ${middle.toFixed(1)} (${range}) | ${beside} |`;
  }),
];
console.log(lines.join('\n'));
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'allNine', lines.join('\n'));
