/**
 * Memory of this process. First: a model is opened, explains and is closed, fifty times; what is resident after the 10th and
 * the 50th. Then: what ScoreCAM and AblationCAM add at their peak for few channels and for many (EfficientNet-Lite0, layers of
 * 16 to 1 280 channels). Linux only: reads /proc/self/status.
 *
 *   npm run bench -- memory [--cycles 50]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { root } from '../scripts/lib/paths.mjs';
import { count } from './lib/count.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '50' } } });
const cycles = count(values.cycles, 'cycles');
const file = join(root, 'models', 'efficientnet_lite0.onnx');
const input = await photographs(1);

/** MiB; "VmRSS" is resident now, "VmHWM" the most since `forgetPeak`. */
function status(field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line![1]) / 1024;
}

const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

for (let cycle = 1; cycle <= cycles; cycle++) {
  const model = await openModel(file);
  await model.explain(input, { method: 'gradcam' });
  await model.close();
  if (cycle % 10 === 0) console.log(`after ${cycle} times open and close: ${status('VmRSS').toFixed(0)} MiB`);
}

const model = await openModel(file);
for (const [method, layer] of [
  ['scorecam', 'blocks.0'],
  ['scorecam', 'blocks.10'],
  ['scorecam', 'head'],
  ['ablationcam', 'blocks.0'],
  ['ablationcam', 'blocks.4'],
  ['ablationcam', 'blocks.10'],
] as const) {
  const [channels] = (await model.layer(layer)).spatial!;
  // The first call makes the graphs of that layer.
  await model.explain(input, { method, layers: [layer] });
  const before = status('VmRSS');
  forgetPeak();
  await model.explain(input, { method, layers: [layer] });
  const added = status('VmHWM') - before;
  console.log(
    `${method} at ${layer}, ${channels} channels: peak ${added.toFixed(0)} MiB above ${before.toFixed(0)}`,
  );
}
await model.close();
