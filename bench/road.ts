/**
 * ROAD beside pytorch-grad-cam: the same Grad-CAM maps of the same photographs, EfficientNet-Lite0 on ONNX Runtime on both
 * sides, in turns. Python, `npm run peers`.
 *
 *   npm run bench -- road [--rounds 3] [--images 2] [--write]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { root, workFolder } from '../scripts/lib/paths.mjs';
import { peersEnvironment, preparePeers, python } from '../scripts/lib/peers.mjs';
import { photographs } from './reference/photographs.ts';
import { writeSection } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    images: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
preparePeers();
const folder = join(workFolder, 'bench', 'road');
mkdirSync(folder, { recursive: true });
const file = join(root, 'models', 'efficientnet_lite0.onnx');
const count = Number(values.images);
const images = await photographs(count);
const model = await openModel(file);
const { maps, rows: judged } = await model.explain(images, { method: 'gradcam' });
const [, height = 0, width = 0] = maps.shape;
const chosen = judged.map((row) => row.class);
for (const [name, { data }] of Object.entries({ images, maps }))
  writeFileSync(join(folder, `${name}.f32`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

const judge = () => model.evaluate(images, { maps, rows: judged, metrics: ['road'] });
await judge(); // warm
interface Round {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly furthest: number;
}
const measured: Round[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const start = performance.now();
  const verdicts = await judge();
  const ours = (performance.now() - start) / 1000 / count;
  const theirs = peer();
  const roads = verdicts.map(({ figures }) => figures['road'] ?? 0);
  const furthest = Math.max(...roads.map((road, image) => Math.abs(road - theirs.road[image]!)));
  measured.push({ ours, theirs: theirs.seconds, ratio: theirs.seconds / ours, furthest });
  console.log(measured.at(-1));
}
await model.close();

const sorted = (pick: (one: Round) => number): number[] => measured.map(pick).sort((a, b) => a - b);
/** Of sorted numbers; of an even count the mean of the two in the middle. */
const middle = (numbers: number[]): number =>
  (numbers[Math.floor((numbers.length - 1) / 2)]! + numbers[Math.floor(numbers.length / 2)]!) / 2;
const ratios = sorted(({ ratio }) => ratio);
const text = [
  '| | seconds an image |',
  '| --- | --- |',
  `| pytorch-grad-cam, \`ROADCombined\` | ${middle(sorted(({ theirs }) => theirs)).toFixed(2)} |`,
  `| camline, \`road\` | ${middle(sorted(({ ours }) => ours)).toFixed(3)} |`,
  `| times as fast | **${middle(ratios).toFixed(1)}** (${ratios[0]!.toFixed(1)} to ${ratios.at(-1)!.toFixed(1)}; wanted: 5) |`,
  '',
  `Median of ${measured.length} rounds over ${count} photographs; the figures differ by at most ${Math.max(...sorted(({ furthest }) => furthest)).toFixed(4)}, each side with its own noise of 0.01.`,
].join('\n');
console.log(text);
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'road', text);

function peer(): { readonly seconds: number; readonly road: readonly number[] } {
  const args = [
    join(root, 'bench', 'road', 'reference.py'),
    file,
    join(folder, 'images.f32'),
    join(folder, 'maps.f32'),
    chosen.join(','),
    ...[count, height, width].map(String),
  ];
  const { status, stdout } = spawnSync(python, args, {
    env: peersEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`reference.py ended with ${status}.`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as ReturnType<typeof peer>;
}
