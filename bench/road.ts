/**
 * ROAD beside pytorch-grad-cam: the same Grad-CAM maps of the same photographs, EfficientNet-Lite0 on ONNX Runtime on both
 * sides, in turns. Python, `npm run peers`.
 *
 *   npm run bench -- road [--rounds 3] [--images 2] [--write]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { root, workFolder } from '../scripts/lib/paths.mjs';
import { askPython } from './lib/askPython.ts';
import { count } from './lib/count.ts';
import { markdownTable } from './lib/markdownTable.ts';
import { median } from './lib/statistics.ts';
import { writeSection } from './lib/writeSection.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    images: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const [rounds, photos] = [count(values.rounds, 'rounds'), count(values.images, 'images')];
const folder = join(workFolder, 'bench', 'road');
mkdirSync(folder, { recursive: true });
const file = join(root, 'models', 'efficientnet_lite0.onnx');
const images = await photographs(photos);
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
for (let round = 0; round < rounds; round++) {
  const start = performance.now();
  const verdicts = await judge();
  const ours = (performance.now() - start) / 1000 / photos;
  const theirs = peer();
  const roads = verdicts.map(({ figures }) => figures['road'] ?? 0);
  const furthest = Math.max(...roads.map((road, image) => Math.abs(road - theirs.road[image]!)));
  measured.push({ ours, theirs: theirs.seconds, ratio: theirs.seconds / ours, furthest });
  console.log(measured.at(-1));
}
await model.close();

const each = (name: keyof Round): number[] => measured.map((one) => one[name]);
const ratios = each('ratio');
const range = `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
const text = [
  markdownTable(
    ['', 'seconds an image'],
    [
      ['pytorch-grad-cam, `ROADCombined`', median(each('theirs')).toFixed(2)],
      ['camline, `road`', median(each('ours')).toFixed(3)],
      ['times as fast', `**${median(ratios).toFixed(1)}** (${range}; wanted: 5)`],
    ],
  ),
  '',
  `Median of ${measured.length} rounds over ${photos} photographs; the figures differ by at most ${Math.max(...each('furthest')).toFixed(4)}, each side with its own noise of 0.01.`,
].join('\n');
console.log(text);
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'road', text);

interface Theirs {
  /** An image. */
  readonly seconds: number;
  readonly road: readonly number[];
}

function peer(): Theirs {
  return askPython('road/reference.py', [
    file,
    join(folder, 'images.f32'),
    join(folder, 'maps.f32'),
    chosen.join(','),
    ...[photos, height, width].map(String),
  ]) as Theirs;
}
