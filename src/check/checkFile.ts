/** Our logits against what the engine's library gives for the untouched file. */
import type { Engine, ModelFacts } from '../engine/engine.ts';
import { argMax } from '../tensor/argMax.ts';
import { softmax } from '../tensor/softmax.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import { scoreDifference } from './differences.ts';
import { empty, percent, skipped, type Answer } from './finding.ts';
import { samenessOf } from './sameness.ts';
import { isInteger } from './sample.ts';

/** Largest difference that is rounding, as a share of the largest score. */
const limit = 1e-3;
/** Half precision has three digits, and errors add up over the layers; we compute such files in float32. */
const halfLimit = 3e-2;

export async function checkFile(engine: Engine, images: Tensor): Promise<Answer> {
  if (engine.untouched === undefined) return skipped('this engine cannot run a file as it is');
  const given = isInteger(engine.facts) ? { ...images, data: images.data.map(Math.round) } : images;
  const file = await engine.untouched(given).catch((error: unknown) => error as Error);
  if (file instanceof Error) return skipped(`the file as it is cannot be run: ${file.message}`);
  const { logits } = await engine.forward(given, []);
  const ours = asFileHasThem(logits, file.shape[1]!, engine.facts);
  const difference = scoreDifference(ours, file);
  const most = computesInHalf(engine.facts) ? halfLimit : limit;
  const count = images.shape[0]!;
  const same = Array.from(
    { length: count },
    (_, image) => argMax(item(ours, image).data) === argMax(item(file, image).data),
  );
  const agreeing = same.filter(Boolean).length;
  const isFine = difference <= most;
  const sameness = samenessOf(logits);
  if (isFine && sameness !== null)
    return empty(
      `logits ${sameness}, ours as the file's: whatever the network does to an image would not show`,
    );
  return {
    outcome: isFine ? 'ok' : 'failed',
    detail:
      `${engine.facts.removedActivation === null ? 'logits' : 'probabilities'} differ by ${percent(difference)} of the largest over ${count} images, ` +
      `${agreeing} of ${count} have the same top class${isFine ? '' : `; limit ${percent(most)}`}`,
    figures: { difference, limit: most, sameTopClass: agreeing / count },
  };
}

const computesInHalf = ({ notes }: ModelFacts): boolean => notes.some((note) => /float16/.test(note));

/** Logits [n, K] with the activation that the file ends in; one column where the file has a single logit. */
function asFileHasThem(logits: Tensor, columns: number, { removedActivation }: ModelFacts): Tensor {
  const count = logits.shape[0]!;
  const activate = activations[removedActivation ?? 'none'];
  const rows = Array.from({ length: count }, (_, row) => {
    const all = item(logits, row).data;
    return activate(columns === 1 && all.length === 2 ? all.subarray(1) : all);
  });
  const data = new Float32Array(count * rows[0]!.length);
  rows.forEach((row, index) => data.set(row, index * row.length));
  return { data, shape: [count, rows[0]!.length] };
}

type Activation = (logits: Float32Array) => ArrayLike<number>;

const activations: Readonly<Record<NonNullable<ModelFacts['removedActivation']> | 'none', Activation>> = {
  none: (logits) => logits,
  softmax,
  logsoftmax: (logits) => {
    const most = logits.reduce((largest, value) => Math.max(largest, value), -Infinity);
    const sum = logits.reduce((total, value) => total + Math.exp(value - most), 0);
    return logits.map((value) => value - most - Math.log(sum));
  },
  sigmoid: (logits) => logits.map((value) => 1 / (1 + Math.exp(-value))),
};
