/**
 * Memory of this process. First: a model is opened, explains and is closed, fifty times; what is resident after the 10th and
 * the 50th. Then: what the first ScoreCAM and the first AblationCAM of a fresh model add at their peak, for few channels and for
 * many (EfficientNet-Lite0, layers of 16 to 1 280 channels). Linux only: reads /proc/self/status.
 *
 *   npm run bench -- memory [--cycles 50] [--write]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { root } from '../scripts/lib/paths.mjs';
import { count } from './lib/count.ts';
import { markdownTable } from './lib/markdownTable.ts';
import { writeSection } from './lib/writeSection.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '50' }, write: { type: 'boolean', default: false } },
});
const cycles = count(values.cycles, 'cycles');
const file = join(root, 'models', 'efficientnet_lite0.onnx');
const input = await photographs(1);

/** MiB; "VmRSS" is resident now, "VmHWM" the most since `forgetPeak`. */
function status(field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line![1]) / 1024;
}

const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

const rows: string[][] = [];
function tell(what: string, mebibytes: number): void {
  console.log(`${what}: ${mebibytes.toFixed(0)} MiB`);
  rows.push([what, mebibytes.toFixed(0)]);
}

// What a model unknown so far is measured with is not what this bench asks for.
await (await openModel(file)).close();
for (let cycle = 1; cycle <= cycles; cycle++) {
  const model = await openModel(file);
  await model.explain(input, { method: 'gradcam' });
  await model.close();
  if (cycle % 10 === 0) tell(`resident after ${cycle} times open and close`, status('VmRSS'));
}

for (const [method, layer] of [
  ['scorecam', 'blocks.0'],
  ['scorecam', 'blocks.10'],
  ['scorecam', 'head'],
  ['ablationcam', 'blocks.0'],
  ['ablationcam', 'blocks.4'],
  ['ablationcam', 'blocks.10'],
] as const) {
  const model = await openModel(file);
  const [channels] = (await model.layer(layer)).spatial!;
  await model.explain(input, { method: 'gradcam' });
  const before = status('VmRSS');
  forgetPeak();
  await model.explain(input, { method, layers: [layer] });
  tell(
    `${method} at ${layer}, ${channels} channels: the first call's peak above what was resident`,
    status('VmHWM') - before,
  );
  await model.close();
}
if (values.write)
  writeSection(join(root, 'bench', 'README.md'), 'memory', markdownTable(['what', 'MiB'], rows));
