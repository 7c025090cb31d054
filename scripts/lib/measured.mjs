/**
 * The constants of docs/performance-on-paper.md: times from the comparison's rows, the rest from scripts/data/measured.json.
 *
 * @typedef {import('../../bench/reference/row.ts').Row} Row
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../../bench/lib/statistics.ts';
import { passes } from '../../bench/reference/figures.ts';
import { root } from './paths.mjs';

const works = /** @type {const} */ ([
  ['GradCAM, EfficientNet-Lite0', 'efficientnet_lite0', 'gradcam', 'head'],
  ['GradCAM, ResNet-50 at layer4', 'resnet50', 'gradcam', 'layer4'],
  ['ScoreCAM with an adaptive budget, EfficientNet-Lite0', 'efficientnet_lite0', 'scorecam-adaptive', 'head'],
]);

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** @returns {Parameters<typeof import('./paperPage.mjs').paperPage>[0]} */
export function measured() {
  const { rows } = /** @type {{ rows: readonly Row[] }} */ (json('bench/reference/results.json'));
  return {
    ...json('scripts/data/measured.json'),
    works: works.map(([name, ...key]) => {
      const row = rows.find(({ network, method, layer }) => String([network, method, layer]) === String(key));
      if (row === undefined) throw new Error(`bench/reference/results.json has no row ${key.join(' ')}.`);
      return {
        name,
        passesPerImage: threeDigits(passes(row)),
        millisPerImage: threeDigits(median(row.ours.seconds) * 1000),
      };
    }),
  };
}

/** @param {number} value */
const threeDigits = (value) => Number(value.toPrecision(3));
