/**
 * `camline run`, JPEG in, heatmap and overlay out, against its own engine fed with ready tensors in the same number of
 * threads: what of the engine's images a second is left when everything around it shares its cores. In turns.
 *
 *   npm run bench -- pipeline [--only lite0-gradcam,resnet50-gradcam] [--rounds 3] [--write]
 *
 * ResNet-50 is exported by PyTorch once (Python, `npm run peers`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from 'camline';
import { engineDefaults } from '../src/model/openModel.ts';
import { stagesText } from '../src/worker/stages.ts';
import { count } from './lib/count.ts';
import { manyPhotos } from './lib/manyPhotos.ts';
import { runRate } from './lib/runRate.ts';
import { median } from './lib/statistics.ts';
import { writeRows } from './lib/writeSection.ts';
import { pipelineRows, type PipelineRow } from './pipeline/rows.ts';
import { photographs } from './reference/photographs.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const chosen = pipelineRows.filter(({ name }) => only === undefined || only.includes(name));
const rounds = count(values.rounds, 'rounds');
if (chosen.length === 0 || chosen.length < (only?.length ?? 0)) {
  const names = pipelineRows.map(({ name }) => name).join(', ');
  console.error(`Expected --only with some of ${names}.`);
  process.exit(2);
}

const { batch } = engineDefaults;
const threads = availableParallelism();
const headings = ['work', 'engine, images/s', 'run, images/s', 'share', 'asked', 'stages of an image, ms'];

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const rate = (imagesPerSecond: number): string => imagesPerSecond.toPrecision(3);

for (const row of chosen) {
  const cells = await measured(row);
  console.log(cells.join(' | '));
  if (values.write) writeRows('pipeline', headings, [cells]);
}

async function measured(row: PipelineRow): Promise<string[]> {
  const modelPath = await row.model();
  const folder = mkdtempSync(join(tmpdir(), 'camline-pipeline-'));
  try {
    manyPhotos(folder, row.images);
    const found = [];
    for (let round = 0; round < rounds; round++) {
      const engine = await engineRate(modelPath, row);
      const more = ['--methods', row.method, '--shard', String(row.shard), '--layers', row.layer];
      const run = runRate(folder, modelPath, more);
      found.push({ engine, run, share: run.imagesPerSecond / engine });
      console.error(`${row.name}: engine ${rate(engine)}, run ${rate(run.imagesPerSecond)} images/s`);
    }
    const shares = found.map(({ share }) => share);
    return [
      row.title,
      rate(median(found.map(({ engine }) => engine))),
      rate(median(found.map(({ run }) => run.imagesPerSecond))),
      `${percent(median(shares))} (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`,
      percent(row.asked),
      stagesText(found.at(-1)!.run.stageMillis),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Images a second for at least `row.engineSeconds`, after a call that warms up. */
async function engineRate(modelPath: string, { method, layer, engineSeconds }: PipelineRow): Promise<number> {
  const model = await openModel(modelPath, { engineThreads: threads, batch });
  try {
    const input = await photographs(batch);
    const layers = [layer];
    await model.explain(input, { method, layers });
    let images = 0;
    const start = performance.now();
    do {
      await model.explain(input, { method, layers });
      images += batch;
    } while (performance.now() - start < 1000 * engineSeconds);
    return (1000 * images) / (performance.now() - start);
  } finally {
    await model.close();
  }
}
