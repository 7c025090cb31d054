/**
 * `npm run bench -- tfjs`: a real TensorFlow.js model (MobileNetV2 of npm's nsfwjs, fetched once). All nine classics, its input
 * gradient against central differences, and ScoreCAM against plain tf.js code, one mask at a time, on the same backend: how far
 * scores lie apart, and how many times as fast. The backend is the fastest that is installed, or the one that is named:
 * `-- tfjs wasm`, `-- tfjs node`.
 */
import { join } from 'node:path';
import { nsfwModel } from '../scripts/lib/nsfwModel.mjs';
import { readModelCard } from '../src/config/readModelCard.ts';
import { quietTensorFlow } from '../src/config/environment.ts';
import { backendNames } from '../src/engine/tfjs/backend.ts';
import { openTfjsEngine } from '../src/engine/tfjs/tfjsEngine.ts';
import { readPhoto } from '../src/imaging/readPhoto.ts';
import { explainMany } from '../src/model/explain.ts';
import { argMax } from '../src/tensor/argMax.ts';
import { item, slice, zeros, type Tensor } from '../src/tensor/tensor.ts';
import { loadPlain } from './tfjs/plain.ts';

const classics =
  'gradcam gradcam++ xgradcam ablationcam scorecam eigencam eigengradcam layercam fullgrad'.split(' ');
/** Channels of the layer that are timed, and times in turns. */
const channels = 64;
const rounds = 3;

quietTensorFlow();
const backend = backendNames.find((name) => name === (process.argv[2] ?? 'auto'));
if (backend === undefined) throw new Error(`Expected one of ${backendNames.join(', ')}.`);
const path = join(nsfwModel(), 'model.json');
const engine = await openTfjsEngine(path, { batch: 8, chunk: 32, backend });
const { card } = await readModelCard({ modelPath: path, networkInput: engine.facts.input });
const { input } = await readPhoto('samples/chelsea.jpg', card);
const layer = engine.layer(undefined);
const forward = await engine.forward(input, [layer]);
const top = argMax(forward.logits.data);
console.log(`${card.name}, ${engine.facts.device}, layer ${layer.name} ${layer.shapeText}`);

const explained = await explainMany(engine, input, { methods: classics }, 8);
const working = explained.filter(({ maps, flat }) => !flat[0] && maps.data.every(Number.isFinite));
console.log(`${working.length} of ${classics.length} classics give a map`);

for (const step of [1e-2, 1e-3, 1e-4])
  console.log(`numeric / analytic slope along the input gradient, step ${step}: ${await slopeRatio(step)}`);

const maps = slice(item(forward.activations.get(layer.tensor)!, 0), 0, channels);
const plain = await loadPlain(path, layer.tensor);
const [ours, theirs] = [new Array<number>(), new Array<number>()];
let difference = 0;
for (let round = 0; round <= rounds; round++) {
  const scores = await timed(ours, () => engine.scoreMasked(item(input, 0), maps, [top]));
  const slow = await timed(theirs, async () => plain.scoreCam(item(input, 0), channels, top));
  const largest = slow.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  slow.forEach(
    (value, at) => (difference = Math.max(difference, Math.abs(value - scores.data[at]!) / largest)),
  );
}
// The first round warms both.
const ratios = ours.slice(1).map((time, round) => theirs[round + 1]! / time);
console.log(
  `ScoreCAM scores of ${channels} channels differ by ${difference.toExponential(1)} of the largest`,
);
console.log(
  `plain tf.js ${milliseconds(theirs)} ms a mask, camline ${milliseconds(ours)} ms: ` +
    `${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} times as fast`,
);
plain.dispose();
await engine.close();

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  times.push(performance.now() - start);
  return result;
}

function milliseconds(times: readonly number[]): string {
  return (Math.min(...times.slice(1)) / channels).toFixed(1);
}

async function slopeRatio(step: number): Promise<string> {
  const seed = zeros(forward.logits.shape);
  seed.data[top] = 1;
  const { data } = await engine.inputGradients(input, seed, 'plain');
  const norm = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
  const scoreAt = async (by: number): Promise<number> => {
    const moved: Tensor = { ...input, data: input.data.map((value, at) => value + (by * data[at]!) / norm) };
    return (await engine.forward(moved, [])).logits.data[top]!;
  };
  return (((await scoreAt(step)) - (await scoreAt(-step))) / (2 * step * norm)).toFixed(4);
}
