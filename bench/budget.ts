/**
 * How near ScoreCAM with the adaptive budget comes to its exact map, on each of the photographs: Spearman's rank correlation of
 * the finished maps, and the channels that it took. EfficientNet-Lite0 at `head`; minutes, since the exact maps are made.
 *
 *   npm run bench -- budget [--share 0.08] [--write]
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { root } from '../scripts/lib/paths.mjs';
import { positive } from './lib/count.ts';
import { markdownTable } from './lib/markdownTable.ts';
import { writeSection } from './lib/writeSection.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: { share: { type: 'string', default: '0.08' }, write: { type: 'boolean', default: false } },
});
const share = positive(values.share, 'share');
const names = readdirSync(join(root, 'samples')).filter((name) => name.endsWith('.jpg'));
const images = await photographs(names.length);
const model = await openModel(join(root, 'models', 'efficientnet_lite0.onnx'));
const { figures } = await model.explain(images, {
  method: 'scorecam',
  layers: ['head'],
  channels: { share },
  compareExact: names.map(() => true),
});
await model.close();
const table = markdownTable(
  ['photograph', 'channels scored', 'rank correlation with the exact map'],
  figures.map(({ channelsScored, channelsTotal, exactRankCorrelation }, image) => [
    names[image]!,
    `${channelsScored} of ${channelsTotal}`,
    exactRankCorrelation?.toFixed(4) ?? 'constant',
  ]),
);
console.log(table);
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'budget', table);
