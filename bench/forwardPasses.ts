/**
 * What a method costs, in forward passes of bare ONNX Runtime on the file as it is, same process, same threads, batch 8,
 * EfficientNet-Lite0 at `head`. Rounds alternate, so that a noisy machine slows both sides; the ratio is taken per round.
 *
 *   npm run bench -- forwardPasses [--rounds 15] [--threads 2] [--layer head]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openModel } from 'camline';
import { readGolden } from '../test/support/golden.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    threads: { type: 'string', default: String(availableParallelism()) },
    layer: { type: 'string', default: 'head' },
    model: { type: 'string', default: 'models/efficientnet_lite0.onnx' },
  },
});
const rounds = Number(values.rounds);
const threads = Number(values.threads);
const batch = 8;
const methods = ['gradcam', 'ablationcam'] as const;

const input = tiled(readGolden('test/fixtures/real', 'efficientnet_lite0').tensor('input'), batch);
// Threads that spin after a run would take cores from whoever runs next; alone the session is as fast without.
const bare = await InferenceSession.create(values.model, {
  intraOpNumThreads: threads,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const model = await openModel(values.model, { engineThreads: threads, batch });

const forward = async (): Promise<void> => {
  await bare.run({ [bare.inputNames[0]!]: new Tensor('float32', input.data, input.shape) });
};
const explained = (method: string) => async (): Promise<void> => {
  await model.explain(input, { method, layers: [values.layer] });
};

for (const work of [forward, ...methods.map(explained)]) await work();
const ratios = new Map<string, number[]>(methods.map((method) => [method, []]));
const forwardMillis: number[] = [];
for (let round = 0; round < rounds; round++) {
  for (const method of methods) {
    const before = await millis(forward);
    const ours = await millis(explained(method));
    const after = await millis(forward);
    forwardMillis.push(before, after);
    ratios.get(method)!.push(ours / ((before + after) / 2));
  }
}
await model.close();
await bare.release();

process.stdout.write(
  `EfficientNet-Lite0, ${values.layer}, batch ${batch}, ${threads} threads, ${rounds} rounds; ` +
    `bare forward pass ${(median(forwardMillis) / batch).toFixed(1)} ms an image (median)\n`,
);
for (const [method, list] of ratios) {
  const sorted = [...list].sort((a, b) => a - b);
  process.stdout.write(
    `${method.padEnd(12)} ${median(list).toFixed(2)} forward passes (median; ${sorted[0]!.toFixed(2)} to ${sorted.at(-1)!.toFixed(2)})\n`,
  );
}

async function millis(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function tiled(images: { data: Float32Array; shape: readonly number[] }, count: number) {
  const [given = 1, ...rest] = images.shape;
  const size = images.data.length / given;
  const data = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    data.set(images.data.subarray((index % given) * size, ((index % given) + 1) * size), index * size);
  }
  return { data, shape: [count, ...rest] };
}
