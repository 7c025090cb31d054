/**
 * A real TensorFlow.js model (MobileNetV2 of npm's nsfwjs, fetched once): all nine classics, its input gradient against central
 * differences, and three methods beside plain tf.js code, one mask or channel at a time, on the same backend: how far results lie
 * apart, and how many times as fast. The backend is the fastest that is installed, or the one that is named.
 *
 *   npm run bench -- tfjs [wasm|node] [--write]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nsfwModel } from '../scripts/lib/nsfwModel.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { readModelCard } from '../src/config/readModelCard.ts';
import { quietTensorFlow } from '../src/config/environment.ts';
import { backendNames } from '../src/engine/tfjs/backend.ts';
import { openTfjsEngine } from '../src/engine/tfjs/tfjsEngine.ts';
import { readPhoto } from '../src/imaging/readPhoto.ts';
import { explainMany } from '../src/model/explain.ts';
import { argMax } from '../src/tensor/argMax.ts';
import { item, slice, zeros, type Tensor } from '../src/tensor/tensor.ts';
import { repeated } from './lib/repeated.ts';
import { median } from './lib/statistics.ts';
import { writeSection } from './lib/writeSection.ts';
import { loadPlain } from './tfjs/plain.ts';

const classics =
  'gradcam gradcam++ xgradcam ablationcam scorecam eigencam eigengradcam layercam fullgrad'.split(' ');
/** Channels of the layer that ScoreCAM is timed with. */
const channels = 32;
const rounds = 3;

quietTensorFlow();
const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const backend = backendNames.find((name) => name === (positionals[0] ?? 'auto'));
if (backend === undefined) throw new Error(`Expected one of ${backendNames.join(', ')}.`);
const path = join(nsfwModel(), 'model.json');
const engine = await openTfjsEngine(path, { batch: 8, chunk: 32, backend });
const { card } = await readModelCard({ modelPath: path, networkInput: engine.facts.input });
const { input } = await readPhoto('samples/chelsea.jpg', card);
const layer = engine.layer(undefined);
const forward = await engine.forward(input, [layer]);
const top = argMax(forward.logits.data);
const lines: string[] = [];
const tell = (line: string): void => {
  console.log(line);
  lines.push(line);
};
tell(
  `${engine.facts.device}, TensorFlow.js ${engine.facts.engineVersion}, layer ${layer.name} ${layer.shapeText}.`,
);

const explained = await explainMany(engine, input, { methods: classics }, 8);
const working = explained.filter(({ maps, flat }) => !flat[0] && maps.data.every(Number.isFinite));
const slopes: string[] = [];
for (const step of [1e-2, 1e-3, 1e-4]) slopes.push(await slopeRatio(step));
tell(
  `${working.length} of ${classics.length} classics give a map. Numeric slope along the input gradient, in shares of the analytic ` +
    `one, at steps of 1e-2, 1e-3 and 1e-4: ${slopes.join(', ')}.`,
);

const maps = slice(item(forward.activations.get(layer.tensor)!, 0), 0, channels);
const plain = await loadPlain(path, layer.tensor);
const mapOf = async (method: string): Promise<Float32Array> => {
  const [explanation] = await explainMany(engine, input, { methods: [method], classes: [[top]] }, 8);
  return explanation!.maps.data;
};

interface Work {
  readonly what: string;
  /** Results of one call. */
  readonly count: number;
  readonly plain: () => ArrayLike<number>;
  readonly ours: () => Promise<ArrayLike<number>>;
}

const image = item(input, 0);
const works: readonly Work[] = [
  {
    what: `ScoreCAM, a mask of ${channels}`,
    count: channels,
    plain: () => plain.scoreCam(image, channels, top),
    ours: async () => (await engine.scoreMasked(image, maps, [top])).data,
  },
  {
    what: `AblationCAM, ${layer.spatial![0]} channels`,
    count: 1,
    plain: () => plain.ablationCam(image, top),
    ours: () => mapOf('ablationcam'),
  },
  { what: 'GradCAM', count: 1, plain: () => plain.gradCam(image, top), ours: () => mapOf('gradcam') },
];

tell('');
tell('| work | plain tf.js | camline | times as fast | largest difference |');
tell('| --- | --- | --- | --- | --- |');
for (const work of works) await compare(work);
plain.dispose();
await engine.close();
if (values.write) {
  const section = engine.facts.device.startsWith('wasm') ? 'tfjs wasm' : 'tfjs node';
  writeSection(join(root, 'bench', 'README.md'), section, lines.join('\n'));
}

/** In turns; the first results warm both. */
async function compare({ what, count, plain: slow, ours }: Work): Promise<void> {
  const difference = shareApart(await ours(), slow());
  const times: { plain: number; ours: number }[] = [];
  for (let round = 0; round < rounds; round++)
    times.push({ plain: await repeated(async () => slow()), ours: await repeated(ours) });
  const ratios = times.map((time) => time.plain / time.ours);
  const best = (side: 'plain' | 'ours'): string =>
    `${((Math.min(...times.map((time) => time[side])) * 1000) / count).toFixed(1)} ms`;
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  tell(
    `| ${what} | ${best('plain')} | ${best('ours')} | **${median(ratios).toFixed(2)}** (${range}) | ${difference.toExponential(1)} |`,
  );
}

/** Of the largest. */
function shareApart(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  const expected = Array.from(theirs);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - ours[at]!)), 0) / largest;
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
