/** Class activation maps of layers: ingredients, contributions, finished maps, smoothing by augmentation. */
import type { ChannelBudget } from '../config/channelBudget.ts';
import type { Layer } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { Ingredients, LayerMethod, TargetRule } from '../methods/method.ts';
import { isFinite } from '../tensor/isFinite.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { finishLayer, fuseLayers, type FinishedLayer } from './finish.ts';
import { gatherIngredients, type Pass } from './ingredients.ts';
import { rawMap } from './rawMap.ts';

/** What the maps of a pass are made with. */
export interface LayerRequest {
  readonly layers: readonly Layer[];
  readonly eigenSmooth: boolean;
  /** Of ScoreCAM; null: every channel. */
  readonly channels: ChannelBudget | null;
}

/** One method's maps at one layer. */
interface MethodLayer extends FinishedLayer {
  /** Channels that ScoreCAM scored, per row; null for methods without masks, and without a budget. */
  readonly scored: readonly number[] | null;
}

/** Per layer of the request. */
export type MethodLayers = readonly MethodLayer[];

/** Finished maps of every layer, for each of `methods`; what methods share is computed once. */
export async function finishedByMethod(
  pass: Pass,
  methods: readonly LayerMethod[],
  request: LayerRequest,
): Promise<ReadonlyMap<LayerMethod, MethodLayers>> {
  const byMethod = new Map<LayerMethod, MethodLayer[]>(methods.map((method) => [method, []]));
  if (methods.length === 0) return byMethod;
  const [, rows, columns] = pass.engine.facts.input;
  for (const layer of request.layers) {
    const ingredients = await ingredientsByTarget(pass, layer, methods, request.channels);
    for (const [method, finished] of byMethod) {
      const given = ingredients.get(method.target)!;
      const raw = rawMaps(method, given, layer, request.eigenSmooth);
      const counted = request.channels !== null && method.needs.includes('maskedScores');
      finished.push({
        ...finishLayer(raw, rows, columns),
        scored: counted ? given.map(scoredChannels) : null,
      });
    }
  }
  return byMethod;
}

const scoredChannels = ({ maskedScores }: Ingredients): number =>
  maskedScores.filter((score) => score !== -Infinity).length;

/** [rows, H, W] */
export const fused = (method: LayerMethod, finished: MethodLayers): Tensor =>
  fuseLayers(finished, method.fusion);

/** Ingredients of every row, once for each target that the methods explain. */
async function ingredientsByTarget(
  pass: Pass,
  layer: Layer,
  methods: readonly LayerMethod[],
  budget: ChannelBudget | null,
): Promise<ReadonlyMap<TargetRule, readonly Ingredients[]>> {
  const byTarget = new Map<TargetRule, readonly Ingredients[]>();
  for (const target of new Set(methods.map((method) => method.target))) {
    const ofTarget = methods.filter((method) => method.target === target);
    const needs = new Set(ofTarget.flatMap((method) => method.needs));
    byTarget.set(target, await gatherIngredients(pass, layer, needs, target, budget));
  }
  return byTarget;
}

/** [rows, h, w] */
function rawMaps(
  method: LayerMethod,
  ingredients: readonly Ingredients[],
  layer: Layer,
  eigenSmooth: boolean,
): Tensor {
  const [, height, width] = layer.spatial!;
  const shape = [ingredients.length, height, width];
  const raw = { data: new Float32Array(ingredients.length * height * width), shape };
  ingredients.forEach((given, row) => {
    const map = rawMap(method.contribution(given), given.activations, eigenSmooth);
    refuseNonFinite(map, `${method.title} at "${layer.name}"`);
    raw.data.set(map, row * height * width);
  });
  return raw;
}

/** Throws ENGINE_FAILED where the network gave something that is no number. */
export function refuseNonFinite(map: Float32Array, what: string): void {
  if (isFinite(map)) return;
  throw new CamlineError(
    'ENGINE_FAILED',
    `${what} gave values that are no finite numbers: the network overflows on this image.`,
  );
}
