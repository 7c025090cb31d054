/**
 * `camline run`, JPEG in, heatmap and overlay out, against its own engine fed with ready tensors in the same number of
 * threads: what of the engine's images a second is left when everything around it shares its cores. In turns.
 *
 *   npm run bench -- pipeline [--model FILE] [--method gradcam] [--layer NAME] [--images 256] [--shard 32] [--rounds 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel, readModelCard, readPhoto } from 'camline';
import { manyPhotos } from './lib/manyPhotos.ts';
import { stagesText } from '../src/worker/stages.ts';
import { runRate } from './lib/runRate.ts';
import { median } from './lib/statistics.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/efficientnet_lite0.onnx' },
    method: { type: 'string', default: 'gradcam' },
    layer: { type: 'string' },
    images: { type: 'string', default: '256' },
    shard: { type: 'string', default: '32' },
    rounds: { type: 'string', default: '3' },
  },
});
const modelPath = join(process.cwd(), values.model);
const { method, layer } = values;
const layers = layer === undefined ? [] : [layer];
const batch = 8;
const threads = availableParallelism();

const folder = mkdtempSync(join(tmpdir(), 'camline-pipeline-'));
const photos = join(folder, 'photos');
manyPhotos(photos, Number(values.images));
const { card } = await readModelCard({ modelPath });
const photo = await readPhoto('samples/chelsea.jpg', card);
const input = {
  data: new Float32Array(batch * photo.input.data.length),
  shape: [batch, ...photo.input.shape.slice(1)],
};
for (let row = 0; row < batch; row++) input.data.set(photo.input.data, row * photo.input.data.length);

const shares: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const engine = await engineRate();
  const more = [
    '--methods',
    method,
    '--shard',
    values.shard,
    ...(layer === undefined ? [] : ['--layers', layer]),
  ];
  const { imagesPerSecond, stageMillis } = runRate(photos, modelPath, more);
  shares.push(imagesPerSecond / engine);
  process.stdout.write(
    `round ${round + 1}: engine ${engine.toFixed(1)} images/s, run ${imagesPerSecond.toFixed(1)} images/s ` +
      `(${Math.round((100 * imagesPerSecond) / engine)} %); ms an image: ${stagesText(stageMillis)}\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `${values.model}, ${method}${layer === undefined ? '' : ` at ${layer}`}, ${threads} threads: the run reaches ` +
    `${Math.round(100 * median(shares))} % of its engine (${shares.map((share) => Math.round(100 * share)).join(', ')})\n`,
);

/** Images a second for at least five seconds, after a call that warms up. */
async function engineRate(): Promise<number> {
  const model = await openModel(modelPath, { engineThreads: threads, batch });
  try {
    await model.explain(input, { method, layers });
    let images = 0;
    const start = performance.now();
    while (performance.now() - start < 5000) {
      await model.explain(input, { method, layers });
      images += batch;
    }
    return (1000 * images) / (performance.now() - start);
  } finally {
    await model.close();
  }
}
