/**
 * `npm run bench -- light [NAME…] [--write]`: the ONNX model zoo's nine `light` networks (old opset, weights among the inputs). Each
 * opens as it is; with random weights in place of its constant ones, every classic method runs and `check` verifies it.
 * `--write` puts the table into bench/README.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel, type CheckReport, type ModelDoor } from 'camline';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { table } from '../src/cli/table.ts';
import { withRandomWeights } from '../test/support/randomWeights.ts';
import { markdownTable } from './lib/markdownTable.ts';
import { writeSection } from './lib/writeSection.ts';
import { photographs } from './reference/photographs.ts';
import { thisCode } from './zoo/code.ts';

const folder = join(root, 'test/fixtures/light');
const classics =
  'gradcam gradcam++ xgradcam ablationcam scorecam eigencam eigengradcam layercam fullgrad'.split(' ');

async function timed<T>(work: () => Promise<T>): Promise<[result: T, seconds: number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

/** How many classics gave a map that is neither flat nor broken. */
async function classicMaps(model: ModelDoor): Promise<string> {
  const input = await photographs(1);
  const working: string[] = [];
  for (const method of classics) {
    const { flat, maps } = await model.explain(input, { method });
    if (!flat[0] && maps.data.every(Number.isFinite)) working.push(method);
  }
  const missing = classics.filter((method) => !working.includes(method));
  return `${working.length}/${classics.length}${missing.length > 0 ? ` (flat: ${missing.join(', ')})` : ''}`;
}

const figure = (report: CheckReport, name: string, key: string): string => {
  const finding = report.findings.find((each) => each.name.startsWith(name));
  const value = finding?.figures[key];
  return value === undefined ? (finding?.outcome ?? '-') : value.toExponential(1);
};

async function rowOf(file: string, work: string): Promise<string[]> {
  const [plain, seconds] = await timed(() => openModel(join(folder, file)));
  await plain.close();
  const path = join(work, file);
  await writeFile(path, withRandomWeights(readFileSync(join(folder, file))));
  const model = await openModel(path);
  try {
    const report = await model.check();
    const gradient = (where: string): string =>
      `${figure(report, where, 'along')} (${figure(report, where, 'alongBlur')})`;
    return [
      file.replace(/^light_|\.onnx$/g, ''),
      String(model.facts.opset),
      seconds.toFixed(1),
      `${report.defaultLayer?.name ?? '-'} ${report.defaultLayer?.shapeText ?? ''}`,
      await classicMaps(model),
      gradient('gradient at the input'),
      gradient('gradient at ' + report.defaultLayer?.name),
      figure(report, 'file', 'difference'),
      report.verdict.text.split(':')[0]!,
    ];
  } finally {
    await model.close();
    await rm(path);
  }
}

const { values, positionals: wanted } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.write && wanted.length > 0)
  throw new Error('Expected --write with all nine networks, received names.');
const files = readdirSync(folder).filter(
  (file) => file.endsWith('.onnx') && (wanted.length === 0 || wanted.some((name) => file.includes(name))),
);
const work = await mkdtemp(join(tmpdir(), 'camline-light-'));
const rows: string[][] = [];
try {
  for (const file of files) {
    rows.push(await rowOf(file, work));
    console.error(rows.at(-1)!.join('  '));
  }
} finally {
  await rm(work, { recursive: true });
}
const header = [
  'NETWORK',
  'OPSET',
  'OPENS s',
  'DEFAULT LAYER',
  'CLASSICS',
  'INPUT GRADIENT (blur)',
  'LAYER GRADIENT (blur)',
  'FILE',
  'VERDICT',
];
console.log(table(header, rows).join('\n'));
if (values.write) writeSection(join(root, 'bench', 'README.md'), 'light', page());

function page(): string {
  const { hash, date } = thisCode();
  const fine = rows.filter((row) => row.at(-1) === 'FINE').length;
  return [
    markdownTable(
      header.map((each) => each.toLowerCase()),
      rows,
    ),
    `\n${fine} of ${rows.length} fine. Code ${hash.slice(0, 8)}, ${date}.`,
  ].join('\n');
}
