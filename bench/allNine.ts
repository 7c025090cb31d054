/**
 * All nine classic methods on one image in one request, EfficientNet-Lite0 at `head`, in bare ONNX Runtime's forward passes of one
 * image. ScoreCAM's hundreds of perturbation passes spread by more than the others cost, so those are also asked for without it;
 * FullGrad, which needs a gradient at every layer, stands apart.
 *
 *   npm run bench -- allNine [--rounds 5] [--write]
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { count } from './lib/count.ts';
import { markdownTable } from './lib/markdownTable.ts';
import { median } from './lib/statistics.ts';
import { writeSection } from './lib/writeSection.ts';
import { Ours } from './reference/ours.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } },
});
const rounds = count(values.rounds, 'rounds');
const setting = { batch: 1, threads: availableParallelism() };
const layer = 'head';
const quick = ['gradcam', 'gradcam++', 'xgradcam', 'layercam', 'eigencam', 'eigengradcam', 'ablationcam'];
const requests = {
  'seven, without Score-CAM and FullGrad': quick,
  'FullGrad alone': ['fullgrad'],
  'eight, without Score-CAM': [...quick, 'fullgrad'],
  'Score-CAM alone': ['scorecam'],
  'all nine': [...quick, 'scorecam', 'fullgrad'],
} as const;

const ours = new Ours(join(root, 'models', 'efficientnet_lite0.onnx'), await photographs(1));
const names = Object.keys(requests) as (keyof typeof requests)[];
const passes = new Map<string, number[]>(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const forward = await ours.forward(setting);
    passes.get(name)!.push((await ours.explain(requests[name].join(','), layer, setting)) / forward);
  }
}
await ours.close();
const table = markdownTable(
  ['request', 'forward passes'],
  names.map((name) => {
    const list = passes.get(name)!;
    return [
      name,
      `${median(list).toFixed(1)} (${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)})`,
    ];
  }),
);
console.log(table);
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'allNine', table);
