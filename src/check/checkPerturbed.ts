/** Scores of masked and ablated copies, as ScoreCAM and AblationCAM ask for them, against the same copies made by hand. */
import type { Engine, Layer } from '../engine/engine.ts';
import { item, slice, zeros, type Tensor } from '../tensor/tensor.ts';
import { scoreDifference } from './differences.ts';
import { empty, percent, skipped, type Answer } from './finding.ts';
import { maskedImage } from './maskedImage.ts';
import { isSame } from './sameness.ts';

/** Largest difference that is rounding, as a share of the largest score. */
const limit = 1e-3;
const copies = 3;

export async function checkMasked(engine: Engine, images: Tensor, layer: Layer): Promise<Answer> {
  const { image, maps, classes, logits } = await firstImage(engine, images, layer);
  const masked = zeros([copies, ...image.shape]);
  for (let copy = 0; copy < copies; copy++)
    masked.data.set(maskedImage(image, item(maps, copy)), copy * image.data.length);
  const expected = (await engine.forward(masked, [])).logits;
  const scores = await engine.scoreMasked(image, maps, classes);
  return compared({ scores, expected, untouched: logits, what: 'masked images' });
}

export async function checkAblated(engine: Engine, images: Tensor, layer: Layer): Promise<Answer> {
  if (engine.logitsAt === undefined) return skipped('this engine cannot run the tail of a network alone');
  if (layer.view?.kind === 'tokens' && layer.view.leading > 0)
    return skipped('a channel of the class token is ablated too, and the map does not show that token');
  const { forward, activations, channels, classes, logits } = await firstImage(engine, images, layer);
  const ablated = zeros([copies, ...activations.shape]);
  channels.forEach((channel, copy) => {
    const one = { data: activations.data.slice(), shape: activations.shape };
    item(one, channel).data.fill(0);
    ablated.data.set(one.data, copy * one.data.length);
  });
  const expected = await engine.logitsAt(forward, 0, layer, ablated);
  const scores = await engine.scoreAblated(forward, 0, layer, channels, classes);
  return compared({ scores, expected, untouched: logits, what: 'copies without a channel' });
}

async function firstImage(engine: Engine, images: Tensor, layer: Layer) {
  const first = slice(images, 0, 1);
  const forward = await engine.forward(first, [layer]);
  const activations = item(forward.activations.get(layer.tensor)!, 0);
  const channels = mostVaried(activations);
  const maps = zeros([copies, ...activations.shape.slice(1)]);
  channels.forEach((channel, copy) =>
    maps.data.set(item(activations, channel).data, copy * (maps.data.length / copies)),
  );
  const classes = Array.from({ length: engine.facts.classCount }, (_, index) => index);
  const logits = item(forward.logits, 0);
  return { image: item(first, 0), forward, logits, activations, channels, maps, classes };
}

/** The channels with the widest range; one again where there are too few. */
function mostVaried(activations: Tensor): number[] {
  const ranges = Array.from({ length: activations.shape[0]! }, (_, channel) => {
    const { data } = item(activations, channel);
    return {
      channel,
      range:
        data.reduce((most, value) => Math.max(most, value), -Infinity) -
        data.reduce((least, value) => Math.min(least, value), Infinity),
    };
  });
  const sorted = ranges.sort((a, b) => b.range - a.range).map(({ channel }) => channel);
  return Array.from({ length: copies }, (_, copy) => sorted[copy % sorted.length]!);
}

interface Compared {
  /** [copies, K] */
  readonly scores: Tensor;
  readonly expected: Tensor;
  /** Of the image as it is, [K]. */
  readonly untouched: Tensor;
  readonly what: string;
}

function compared({ scores, expected, untouched, what }: Compared): Answer {
  const difference = scoreDifference(scores, expected);
  const isFine = difference <= limit;
  if (isFine && isSame(expected, untouched))
    return empty(`scores of ${copies} ${what} are those of the image itself: nothing changes them`);
  return {
    outcome: isFine ? 'ok' : 'failed',
    detail: `scores of ${copies} ${what} differ by ${percent(difference)} of the largest${isFine ? '' : `; limit ${percent(limit)}`}`,
    figures: { difference, limit },
  };
}
