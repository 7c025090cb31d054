/** How far the engine's answers for one exported file lie from PyTorch's. */
import type { Engine, Layer } from '../../src/engine/engine.ts';
import { explainMany } from '../../src/model/explain.ts';
import { item, slice, type Tensor } from '../../src/tensor/tensor.ts';
import { difference, share } from './distances.ts';
import type { Reference } from './reference.ts';

/** Largest difference that counts as the same: of maps in 0..1, and as a share of the largest value of anything else. */
export const gate = 1e-3;

/** What was measured, in this order: a difference, or why there is none. */
export interface Figures {
  /** Name of the layer that the engine takes by itself, and whether its activations are the expected ones. */
  defaultLayer: { readonly name: string; readonly right: boolean } | string;
  logits: number | string;
  gradcam: number | string;
  layercam: number | string;
  saliency: number | string;
  scorecam: number | string;
}

export const figureNames = ['logits', 'gradcam', 'layercam', 'saliency', 'scorecam'] as const;

/** @param expected module path of the layer, where the engine's own choice is another one */
export async function measure(engine: Engine, reference: Reference, expected: string): Promise<Figures> {
  const defaultLayer = await orReason(() => defaultOf(engine, reference));
  const layer = (): Layer =>
    engine.layer(typeof defaultLayer === 'object' && defaultLayer.right ? undefined : expected);
  const input = reference.tensor('input');
  const map = (method: 'gradcam' | 'layercam') => async (): Promise<number> => {
    const request = { method, layer: layer().name };
    const { data } = await explained(engine, input, reference, request, 'maps');
    const theirs = reference.tensor(method);
    checkTelling(theirs);
    return difference(data, theirs.data);
  };
  return {
    defaultLayer,
    logits: await orReason(() => logitsOf(engine, reference)),
    gradcam: await orReason(map('gradcam')),
    layercam: await orReason(map('layercam')),
    saliency: await orReason(async () => {
      const ours = await explained(engine, input, reference, { method: 'saliency' }, 'values');
      return worstShare(ours, reference.tensor('saliency'));
    }),
    scorecam: await orReason(() => scoresOf(engine, reference, layer())),
  };
}

/** Throws where the map [n, H, W] of an image is 0 everywhere: ours would agree whatever went wrong before it. */
export function checkTelling(maps: Tensor): void {
  const zero = Array.from({ length: maps.shape[0]! }, (_, image) => image).filter((image) =>
    item(maps, image).data.every((value) => value === 0),
  );
  if (zero.length > 0)
    throw new Error(`PyTorch's map of image ${zero.join(', ')} is 0 everywhere: nothing is compared.`);
}

/** Each image by itself: the gradients of two may be of different sizes. */
const worstShare = (ours: Tensor, theirs: Tensor): number =>
  Math.max(
    ...Array.from({ length: theirs.shape[0]! }, (_, image) =>
      share(item(ours, image).data, item(theirs, image).data),
    ),
  );

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
