/**
 * Whether camline opens every network that a user brings: the architectures of bench/zoo/architectures.json with random
 * weights, as both of PyTorch's exporters write them, against PyTorch's own autograd. Needs `npm run peers` once; exports
 * that are there are used again, and so are results of this very code (--again: not). Writes bench/zoo/results.md, with
 * what measured each row; --page writes it of the results that are there and measures nothing.
 *
 *   npm run bench -- zoo [--only NAME,..] [--library torchvision|timm] [--exporter dynamo|script] [--json] [--again] [--page]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { thisCode } from './zoo/code.ts';
import { ensureExports, exporterFailure, exportHash, remedyOf } from './zoo/exports.ts';
import { measureInChild } from './zoo/inChild.ts';
import { gate } from './zoo/measure.ts';
import { readReference } from './zoo/reference.ts';
import { cells, failuresOf, headings, keep, keptResult, totals, writeResults } from './zoo/results.ts';
import { exporters, folderOf, selected, type Architecture, type Exporter } from './zoo/table.ts';
import { judged, type Result } from './zoo/verdict.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    library: { type: 'string' },
    exporter: { type: 'string' },
    json: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});

const introduction = `\`npm run bench -- zoo\` writes this page. Random weights, two images, PyTorch's own autograd on the other side.
Figures are largest differences: of maps in 0..1, and of logits, saliency and ScoreCAM's scores (first 16 channels of the first
image) as a share of the largest value. A file passes with the expected default layer and every figure ≤ ${gate}. So that the
gradients of random networks are well defined in float32, biases and some filters are moved a little, to where no activation of the
images comes near a kink of a ReLU or the like and no two values near a tie in a max-pooling (bench/zoo/kinks.py): PyTorch's own
float32 and float64 would differ by some hundredths otherwise. "open s", "CPU s" and "MB" are time, processor time and peak memory of
opening with ${availableParallelism()} threads; times are those of a machine that does other things as well. "code" is a hash of
everything that computes and measures (bench/zoo/code.ts); a row of other code than the newest is marked "older".
`;

const code = thisCode();
const architectures = values.page ? [] : selected(values);
const wanted = exporters.filter((each) => values.exporter === undefined || values.exporter === each);
await ensureExports(architectures, wanted);
if (values.page) writeResults(introduction, code);

const widths = [30, 8, 6, 6, 6, 36, 7, 7, 8, 8, 8, 7, 20];
const line = (texts: readonly string[]): string =>
  texts.map((text, column) => text.padEnd(widths[column]!)).join(' ');
const print = (text: string): void => void (values.json || process.stdout.write(`${text}\n`));

print(line(headings));
const results: Result[] = [];
for (const architecture of architectures) {
  for (const exporter of wanted) {
    const known = values.again ? null : keptResult(architecture, exporter, code);
    const result = known ?? (await resultOf(architecture, exporter));
    if (known === null) keep(architecture, result);
    // Each time: what was measured before somebody stops this is on the page.
    writeResults(introduction, code);
    results.push(result);
    print(line(cells(result, code)));
    for (const text of result.failures) print(`    ${text}`);
  }
}
for (const text of totals(results)) print(text);
for (const text of failuresOf(results)) print(`  ${text}`);
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
process.exitCode = results.every(({ failures }) => failures.length === 0) ? 0 : 1;

async function resultOf(architecture: Architecture, exporter: Exporter): Promise<Result> {
  const { name, library, layer } = architecture;
  const facts = {
    architecture: name,
    library,
    exporter,
    remedy: remedyOf(architecture, exporter),
    code,
    export: exportHash(architecture, exporter),
  };
  const reason = exporterFailure(architecture, exporter);
  if (reason !== null) return { ...facts, opened: null, figures: null, reason, failures: [reason] };
  const run = await measureInChild(architecture, exporter);
  return { ...facts, ...run, ...judged(run, readReference(folderOf(architecture)), layer) };
}
