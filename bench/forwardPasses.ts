/**
 * What methods cost, in forward passes of bare ONNX Runtime on the file as it is: same process, same threads, same batch, in
 * turns, the ratio taken per round. A call of more images than a batch has sends the next while one is computed. Time is told by the clock, and by the cores (which a busy machine disturbs less).
 *
 *   npm run bench -- forwardPasses [--methods gradcam,layercam] [--model FILE.onnx] [--layer head] [--batch 8] [--images 32] [--rounds 15] [--threads 2]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Ours } from './reference/ours.ts';
import { photographs } from './reference/photographs.ts';
import { count } from './lib/count.ts';
import { median } from './lib/statistics.ts';

const { values } = parseArgs({
  options: {
    methods: { type: 'string', default: 'gradcam,gradcam++,xgradcam,layercam,ablationcam,eigencam' },
    rounds: { type: 'string', default: '15' },
    threads: { type: 'string', default: String(availableParallelism()) },
    layer: { type: 'string', default: 'head' },
    batch: { type: 'string', default: '8' },
    images: { type: 'string' },
    model: { type: 'string', default: 'models/efficientnet_lite0.onnx' },
  },
});
const pass = count(values.batch, 'batch');
const threads = count(values.threads, 'threads');
const setting = { batch: count(values.images ?? values.batch, 'images'), threads, pass };
const ours = new Ours(values.model, await photographs(setting.batch));

type Cost = Readonly<Record<'clock' | 'cores', number>>;

/** Seconds for one image by the clock, and of all cores together. */
async function costOf(images: number, work: () => Promise<number>): Promise<Cost> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const clock = (await work()) / images;
  const { user, system } = process.cpuUsage(before);
  return { clock, cores: (clock * (user + system)) / 1000 / (performance.now() - start) };
}

const forward = (): Promise<Cost> => costOf(pass, () => ours.forward({ batch: pass, threads }));
const measured = new Map<string, { readonly ours: Cost; readonly bare: Cost }[]>();
for (let round = 0; round < count(values.rounds, 'rounds'); round++) {
  for (const method of values.methods.split(',')) {
    const before = await forward();
    const cost = await costOf(setting.batch, () => ours.explain(method, values.layer, setting));
    const after = await forward();
    const bare = { clock: (before.clock + after.clock) / 2, cores: (before.cores + after.cores) / 2 };
    measured.set(method, [...(measured.get(method) ?? []), { ours: cost, bare }]);
  }
}
await ours.close();

const bare = median([...measured.values()].flat().map(({ bare: { clock } }) => clock));
console.log(
  `${values.model}, ${values.layer}, batch ${pass}, ${setting.batch} images a call, ${threads} threads, ${values.rounds} rounds; ` +
    `bare forward pass ${(bare * 1000).toFixed(1)} ms an image (median)`,
);
for (const [method, list] of measured) {
  const told = (['clock', 'cores'] as const).map((by) => {
    const ratios = list.map((round) => round.ours[by] / round.bare[by]);
    return `${median(ratios).toFixed(2)} by the ${by} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
  });
  console.log(`${method.padEnd(14)} ${told.join(', ')}`);
}
