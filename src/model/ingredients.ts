/** Computes what methods ask for, once for all methods of a request: per row (image, class) of one layer. */
import type { ChannelBudget } from '../config/channelBudget.ts';
import type { Engine, Forward, Layer } from '../engine/engine.ts';
import { spatialOf } from '../engine/calls/checks.ts';
import { CamlineError } from '../errors.ts';
import type { Ingredients, LayerNeed, TargetRule } from '../methods/method.ts';
import { perChannel, sumOver } from '../methods/perChannel.ts';
import { ChannelGradients, everywhere, type Gradients } from '../tensor/gradients.ts';
import { item, zeros, type Tensor } from '../tensor/tensor.ts';
import { channelScores, type Mask } from './channelScores.ts';
import { classSlots, type NumberedRow } from './classSlots.ts';
import { seedOf } from './seed.ts';
import type { MapRow } from './types.ts';

/** One forward pass over a batch, and the (image, class) pairs that are explained on it. */
export interface Pass {
  readonly engine: Engine;
  /** [n, C, H, W] */
  readonly images: Tensor;
  readonly forward: Forward;
  readonly rows: readonly MapRow[];
}

/** Ingredients of every row at `layer`; a need that is not in `needs` throws when it is read. */
export async function gatherIngredients(
  pass: Pass,
  layer: Layer,
  needs: ReadonlySet<LayerNeed>,
  target: TargetRule = 'logit',
  budget: ChannelBudget | null = null,
): Promise<Ingredients[]> {
  const affine = needs.has('ablation') && pass.engine.hasAffineTail(layer);
  const gradients = needs.has('gradients') || affine ? await gradientsByRow(pass, layer, target) : [];
  const ablation = needs.has('ablation') ? await ablationByRow(pass, layer, affine ? gradients : null) : [];
  const masked = needs.has('maskedScores') ? await maskedScoresByRow(pass, layer, budget) : [];
  const curvature = needs.has('curvature') ? await curvatureByRow(pass, layer, target) : [];
  return pass.rows.map((row, index) => ({
    activations: activationsOf(pass, layer, row.image),
    get gradients() {
      return computed(gradients[index], 'gradients');
    },
    get curvature() {
      return computed(curvature[index], 'curvature');
    },
    get ablation() {
      return computed(ablation[index], 'ablation');
    },
    get maskedScores() {
      return computed(masked[index], 'maskedScores');
    },
  }));
}

function computed<T>(value: T | undefined, need: LayerNeed): T {
  if (value !== undefined) return value;
  throw new CamlineError('INTERNAL', `A method read "${need}" without listing it among its needs.`);
}

export function activationsOf(pass: Pass, layer: Layer, image: number): Tensor {
  const activations = pass.forward.activations.get(layer.tensor);
  if (activations === undefined) {
    throw new CamlineError('INTERNAL', `The forward pass did not keep the activations of "${layer.name}".`);
  }
  return item(activations, image);
}

/** G of every row; where it is the same over a channel's positions, it is not written out. */
async function gradientsByRow(pass: Pass, layer: Layer, target: TargetRule): Promise<Gradients[]> {
  const { engine, forward } = pass;
  return bySlot(pass, target, async (seed) => {
    const constant = (await engine.channelGradients?.(forward, layer, seed)) ?? null;
    if (constant !== null)
      return (image) => new ChannelGradients(item(constant, image).data, spatialOf(layer));
    const gradients = await engine.gradients(forward, layer, seed);
    return (image) => everywhere(item(gradients, image));
  });
}

/** (HA) of every row, H the Hessian of its target with respect to A. */
const curvatureByRow = (pass: Pass, layer: Layer, target: TargetRule): Promise<Tensor[]> =>
  bySlot(pass, target, async (seed) => {
    const product = await pass.engine.hessianVector(pass.forward, layer, seed, 'activations');
    return (image) => item(product, image);
  });

/** One backward pass per class slot: the first class of every image, then the second, and so on; it answers by image. */
async function bySlot<Answer>(
  pass: Pass,
  target: TargetRule,
  backward: (seed: Tensor) => Promise<(image: number) => Answer>,
): Promise<Answer[]> {
  const byRow: Answer[] = new Array<Answer>(pass.rows.length);
  for (const slot of classSlots(pass.rows)) {
    const answer = await backward(seedOf(pass.forward.logits, slot, target));
    for (const { row, index } of slot) byRow[index] = answer(row.image);
  }
  return byRow;
}

type Ablation = Ingredients['ablation'];

/**
 * Logits without each channel. Where logits are affine in A, s_k = s0 - sum(G_k A_k) exactly, and no forward pass is
 * needed; a channel that is zero everywhere changes nothing and is skipped.
 */
async function ablationByRow(
  pass: Pass,
  layer: Layer,
  affineGradients: readonly Gradients[] | null,
): Promise<Ablation[]> {
  if (affineGradients !== null) {
    return pass.rows.map((row, index) => {
      const score = logit(pass, row);
      return {
        score,
        ablated: affineAblation(score, activationsOf(pass, layer, row.image), affineGradients[index]!),
      };
    });
  }
  const byRow: Ablation[] = new Array<Ablation>(pass.rows.length);
  for (const [image, rows] of rowsByImage(pass.rows)) {
    const activations = activationsOf(pass, layer, image);
    const live = channelsWhere(activations, (map) => map.some((value) => value !== 0));
    const classes = rows.map(({ row }) => row.class);
    const scores = await pass.engine.scoreAblated(pass.forward, image, layer, live, classes);
    rows.forEach(({ row, index }, column) => {
      const score = logit(pass, row);
      byRow[index] = { score, ablated: scattered(scores, column, live, activations.shape[0]!, score) };
    });
  }
  return byRow;
}

function affineAblation(score: number, activations: Tensor, gradients: Gradients): Float32Array {
  const { ofChannels } = gradients;
  return perChannel(activations, (from, to, channel) => {
    if (ofChannels !== null) return score - ofChannels[channel]! * sumOver(activations.data, from, to);
    let share = 0;
    for (let index = from; index < to; index++) share += gradients.data[index]! * activations.data[index]!;
    return score - share;
  });
}

/** Logits under each channel's mask, all classes of an image from one set of forward passes. */
async function maskedScoresByRow(
  pass: Pass,
  layer: Layer,
  budget: ChannelBudget | null,
): Promise<Float32Array[]> {
  const byRow: Float32Array[] = new Array<Float32Array>(pass.rows.length);
  for (const [image, rows] of rowsByImage(pass.rows)) {
    const activations = activationsOf(pass, layer, image);
    const classes = rows.map(({ row }) => row.class);
    const scores = await channelScores(activations, classes.length, budget, (masks) =>
      pass.engine.scoreMasked(item(pass.images, image), masksOf(activations, masks), classes),
    );
    rows.forEach(({ index }, column) => (byRow[index] = scores[column]!));
  }
  return byRow;
}

/** [masks, h, w]; what lets nothing through is zero. */
function masksOf(activations: Tensor, masks: readonly Mask[]): Tensor {
  const [, height = 0, width = 0] = activations.shape;
  const maps = zeros([masks.length, height, width]);
  masks.forEach((mask, at) => {
    if (mask !== null) maps.data.set(item(activations, mask).data, at * height * width);
  });
  return maps;
}

/** Column `column` of scores [m, classes], put at the channels it belongs to; `rest` everywhere else. */
function scattered(
  scores: Tensor,
  column: number,
  channels: readonly number[],
  channelCount: number,
  rest: number,
): Float32Array {
  const classCount = scores.shape[1] ?? 0;
  const out = new Float32Array(channelCount).fill(rest);
  channels.forEach((channel, at) => {
    out[channel] = scores.data[at * classCount + column]!;
  });
  return out;
}

function channelsWhere(activations: Tensor, wanted: (map: Float32Array) => boolean): number[] {
  return Array.from({ length: activations.shape[0] ?? 0 }, (_, channel) => channel).filter((channel) =>
    wanted(item(activations, channel).data),
  );
}

function rowsByImage(rows: readonly MapRow[]): Map<number, NumberedRow[]> {
  const groups = new Map<number, NumberedRow[]>();
  rows.forEach((row, index) => {
    const group = groups.get(row.image) ?? [];
    group.push({ row, index });
    groups.set(row.image, group);
  });
  return groups;
}

const logit = (pass: Pass, row: MapRow): number =>
  pass.forward.logits.data[row.image * (pass.forward.logits.shape[1] ?? 0) + row.class]!;
