/** How far the engine's answers for one exported file lie from PyTorch's. */
import type { Engine, Layer } from '../../src/engine/engine.ts';
import { explainMany } from '../../src/model/explain.ts';
import { item, slice, type Tensor } from '../../src/tensor/tensor.ts';
import { nudged } from '../../test/support/nudge.ts';
import { difference, share } from './distances.ts';
import type { Reference } from './reference.ts';

/** Largest difference that counts as the same: of maps in 0..1, and as a share of the largest value of anything else. */
export const gate = 1e-3;
/** Inputs within float32 rounding that are tried where a kink of the network may decide. */
const nudges = 8;

export interface Figure {
  readonly difference: number;
  /** How many nudged inputs it took to get there. */
  readonly nudges: number;
}

/** What was measured, in this order; a text is why it could not be. */
export interface Figures {
  /** Name of the layer that the engine takes by itself, and whether its activations are the expected ones. */
  defaultLayer: { readonly name: string; readonly right: boolean } | string;
  logits: Figure | string;
  gradcam: Figure | string;
  layercam: Figure | string;
  saliency: Figure | string;
  scorecam: Figure | string;
}

export const figureNames = ['logits', 'gradcam', 'layercam', 'saliency', 'scorecam'] as const;

/** @param expected module path of the layer, where the engine's own choice is another one */
export async function measure(engine: Engine, reference: Reference, expected: string): Promise<Figures> {
  const defaultLayer = await orReason(() => defaultOf(engine, reference));
  const layer = (): Layer =>
    engine.layer(typeof defaultLayer === 'object' && defaultLayer.right ? undefined : expected);
  const map = (method: 'gradcam' | 'layercam') => (): Promise<Figure> =>
    nearest(reference, method, difference, (images) =>
      explained(engine, images, reference, { method, layer: layer().name }, 'maps'),
    );
  return {
    defaultLayer,
    logits: await orReason(async () => once(await logitsOf(engine, reference))),
    gradcam: await orReason(map('gradcam')),
    layercam: await orReason(map('layercam')),
    saliency: await orReason(() =>
      nearest(reference, 'saliency', share, (images) =>
        explained(engine, images, reference, { method: 'saliency' }, 'values'),
      ),
    ),
    scorecam: await orReason(async () => once(await scoresOf(engine, reference, layer()))),
  };
}

const once = (value: number): Figure => ({ difference: value, nudges: 0 });

async function orReason<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function defaultOf(engine: Engine, reference: Reference): Promise<Figures['defaultLayer']> {
  const layer = engine.layer(undefined);
  const { activations } = await engine.forward(reference.tensor('input'), [layer]);
  const [ours, theirs] = [activations.get(layer.tensor)!, reference.tensor('activations')];
  const right = ours.shape.join() === theirs.shape.join() && share(ours.data, theirs.data) <= gate;
  return { name: layer.name, right };
}

async function logitsOf(engine: Engine, reference: Reference): Promise<number> {
  const { logits } = await engine.forward(reference.tensor('input'), []);
  return share(logits.data, reference.tensor('logits').data);
}

async function explained(
  engine: Engine,
  images: Tensor,
  { classes }: Reference,
  { method, layer }: { readonly method: string; readonly layer?: string },
  what: 'maps' | 'values',
): Promise<Tensor> {
  const layers = layer === undefined ? {} : { layers: [layer] };
  const [explanation] = await explainMany(engine, images, { methods: [method], classes, ...layers }, 2);
  return explanation![what]!;
}

/** The first image's logit under the masks of the first channels. */
async function scoresOf(engine: Engine, reference: Reference, layer: Layer): Promise<number> {
  const theirs = reference.tensor('scorecam');
  const images = reference.tensor('input');
  const forward = await engine.forward(images, [layer]);
  const activations = item(forward.activations.get(layer.tensor)!, 0);
  const maps = slice(activations, 0, theirs.shape[0]!);
  const scores = await engine.scoreMasked(item(images, 0), maps, [reference.classes[0]!]);
  return share(scores.data, theirs.data);
}

/**
 * The worst image's distance. A ReLU or a max-pooling within rounding of its kink may take the other side in another
 * engine, and a finite step in the gradient follows; an image that misses the gate for that meets it for an input
 * within 1e-6 of it.
 */
async function nearest(
  reference: Reference,
  name: 'gradcam' | 'layercam' | 'saliency',
  distance: (ours: Float32Array, theirs: Float32Array) => number,
  compute: (images: Tensor) => Promise<Tensor>,
): Promise<Figure> {
  const theirs = reference.tensor(name);
  const best = reference.classes.map(() => Infinity);
  let attempt = 0;
  for (; attempt <= nudges && Math.max(...best) > gate; attempt++) {
    const ours = await compute(nudged(reference.tensor('input'), attempt));
    best.forEach((known, image) => {
      best[image] = Math.min(known, distance(item(ours, image).data, item(theirs, image).data));
    });
  }
  return { difference: Math.max(...best), nudges: attempt - 1 };
}
