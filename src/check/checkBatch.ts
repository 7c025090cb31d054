/** Images together against the same images one by one. */
import type { Engine, Layer } from '../engine/engine.ts';
import { argMax } from '../tensor/argMax.ts';
import { item, slice, zeros, type Tensor } from '../tensor/tensor.ts';
import { largestDifference, normDifference, scoreDifference } from './differences.ts';
import { empty, percent, skipped, type Answer } from './finding.ts';
import { samenessOf } from './sameness.ts';

/** Largest difference of scores and activations that is rounding, as a share of the largest of them. */
const limit = 1e-3;
/** Of gradients, in the norm: rounding may decide a kink otherwise, and then a few elements differ by a finite step. */
const gradientLimit = 1e-2;

/** @param layer null: logits only */
export async function checkBatch(engine: Engine, images: Tensor, layer: Layer | null): Promise<Answer> {
  if (!engine.facts.batched) return skipped('images go through this network one by one');
  const count = images.shape[0]!;
  const together = await answersOf(engine, images, layer);
  const worst = { logits: 0, activations: 0, gradients: 0 };
  for (let image = 0; image < count; image++) {
    const alone = await answersOf(engine, slice(images, image, image + 1), layer);
    const part = (whole: Tensor): Tensor => slice(whole, image, image + 1);
    worst.logits = Math.max(worst.logits, scoreDifference(part(together.logits), alone.logits));
    for (const key of ['activations', 'gradients'] as const) {
      const [whole, single] = [together[key], alone[key]];
      if (whole === null || single === null) continue;
      const difference = key === 'gradients' ? normDifference : largestDifference;
      worst[key] = Math.max(worst[key], difference(part(whole), single));
    }
  }
  const isFine = worst.logits <= limit && worst.activations <= limit && worst.gradients <= gradientLimit;
  const sameness = samenessOf(together.logits);
  if (isFine && sameness !== null)
    return empty(`logits ${sameness}: that images influence each other would not show`);
  const parts = [
    `logits differ by ${percent(worst.logits)} of the largest`,
    ...(together.activations === null ? [] : [`activations by ${percent(worst.activations)}`]),
    ...(together.gradients === null ? [] : [`gradients by ${percent(worst.gradients)} of their length`]),
  ];
  const limits = isFine ? '' : `; limits ${percent(limit)}, gradients ${percent(gradientLimit)}`;
  return {
    outcome: isFine ? 'ok' : 'failed',
    detail: `${count} images at once and one by one: ${parts.join(', ')}${limits}`,
    figures: { ...worst, limit, gradientLimit },
  };
}

interface Answers {
  readonly logits: Tensor;
  readonly activations: Tensor | null;
  /** Null where the network has none at the layer. */
  readonly gradients: Tensor | null;
}

async function answersOf(engine: Engine, images: Tensor, layer: Layer | null): Promise<Answers> {
  const forward = await engine.forward(images, layer === null ? [] : [layer]);
  const { logits } = forward;
  if (layer === null) return { logits, activations: null, gradients: null };
  const seed = zeros(logits.shape);
  for (let image = 0; image < logits.shape[0]!; image++)
    seed.data[image * logits.shape[1]! + argMax(item(logits, image).data)] = 1;
  const gradients = await engine.gradients(forward, layer, seed).catch(() => null);
  return { logits, activations: forward.activations.get(layer.tensor)!, gradients };
}
