/** The whole computation over an engine, in the engine's own thread: forward, outcomes by method, explanations. */
import type { Engine } from '../engine/engine.ts';
import { lookOf, type Method } from '../methods/method.ts';
import { argMax } from '../tensor/argMax.ts';
import { probabilityRows } from '../tensor/probabilities.ts';
import { item, slice, type Tensor } from '../tensor/tensor.ts';
import { augmentations, augment, restore } from './augment.ts';
import { ranges, stacked } from './batches.ts';
import type { Pass } from './ingredients.ts';
import { featuresOf } from './features.ts';
import { flatRows, judgeMaps } from './judgeMaps.ts';
import { camOf, outcomesOf, type Outcome } from './outcome.ts';
import { checkedCount, resolveRequest, type ModelRequest } from './request.ts';
import type { Explanation, ExplainManyOptions } from './types.ts';

/** Logits [n, K] of `input` [n, C, H, W], in batches of `batch`. */
export async function classify(engine: Engine, input: Tensor, batch: number): Promise<Tensor> {
  checkedCount(engine, input);
  const parts: Tensor[] = [];
  for (const [from, to] of ranges(input.shape[0]!, batch)) {
    parts.push((await engine.forward(slice(input, from, to), [])).logits);
  }
  return stacked(parts);
}

/**
 * Explains a batch of images [n, C, H, W] (`explainInBatches` cuts what is more); one explanation per method, rows of all images
 * in order.
 *
 * @param batch images an engine call, of those that methods and metrics make of the given ones
 */
export async function explainMany(
  engine: Engine,
  images: Tensor,
  options: ExplainManyOptions,
  batch: number,
): Promise<Explanation[]> {
  const request = resolveRequest(engine, images, options);
  const forward = await engine.forward(images, request.layers, aheadOf(request));
  const classes = request.classes.map((given, image) => given ?? [argMax(item(forward.logits, image).data)]);
  const rows = classes.flatMap((ofImage, image) => ofImage.map((index) => ({ image, class: index })));
  const pass = { engine, images, forward, rows };
  const plain = await outcomesOf(pass, request, batch);
  const outcomes = request.augSmooth ? await augmented(pass, request, batch, plain) : plain;
  const { logits } = forward;
  const probabilities = probabilityRows(logits, engine.facts.probability);
  const features = request.features ? featuresOf(forward, request.layers) : null;
  const explanations: Explanation[] = [];
  for (const method of request.methods) {
    const outcome = outcomes.get(method)!;
    const flat = flatRows(outcome.maps);
    const judged = { images, logits, rows, maps: outcome.maps, flat, regions: request.regions };
    const verdicts = await judgeMaps(engine, judged, request.metrics, batch);
    explanations.push({
      method: method.name,
      look: lookOf(method),
      ...outcome,
      flat,
      rows,
      verdicts,
      logits,
      probabilities,
      features,
      classes,
    });
  }
  return explanations;
}

/** What the forward pass should keep for later, by what the methods are going to ask for. */
const aheadOf = ({ methods }: ModelRequest): 'gradients' | undefined =>
  methods.flatMap(camOf).some(({ needs }) => needs.includes('gradients')) ? 'gradients' : undefined;

/**
 * Mean of six passes, flip (no, horizontal) by factor (0.9, 1, 1.1) on the normalised input, each finished map flipped
 * back; not scaled again. Classes are those of the unaugmented pass, whose maps (`plain`) are one of the six.
 */
async function augmented(
  pass: Pass,
  request: ModelRequest,
  batch: number,
  plain: ReadonlyMap<Method, Outcome>,
): Promise<ReadonlyMap<Method, Outcome>> {
  const sums = new Map([...plain].map(([method, { maps }]) => [method, Float64Array.from(maps.data)]));
  // What is told of a budget is told of the plain pass.
  const further = { ...request, compareExact: request.compareExact.map(() => false) };
  for (const augmentation of augmentations) {
    const images = augment(pass.images, augmentation);
    const forward = await pass.engine.forward(images, request.layers, aheadOf(request));
    for (const [method, { maps }] of await outcomesOf({ ...pass, images, forward }, further, batch)) {
      addTo(sums.get(method)!, restore(maps, augmentation).data);
    }
  }
  const passes = augmentations.length + 1;
  const smoothed = ({ shape }: Tensor, sum: Float64Array): Tensor => ({
    data: Float32Array.from(sum, (value) => value / passes),
    shape,
  });
  return new Map(
    [...plain].map(([method, outcome]) => [
      method,
      { ...outcome, maps: smoothed(outcome.maps, sums.get(method)!), layerMaps: null },
    ]),
  );
}

function addTo(sum: Float64Array, values: Float32Array): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += values[index]!;
}
