/** Whether the engine can compute for this network what methods need: each need is tried once, as small as it can be. */
import type { Engine, Layer } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { Need } from '../methods/method.ts';
import { item, slice, zeros, type Tensor } from '../tensor/tensor.ts';
import { byDesign } from './checks.ts';

/** 'forward' stands for the forward pass itself. */
export type Trialled = Need | 'forward';

export interface Trial {
  readonly need: Trialled;
  /** 'refused': the network cannot have it. 'failed': it should, and does not. */
  readonly outcome: 'works' | 'refused' | 'failed';
  readonly why: string;
}

interface Ground {
  readonly engine: Engine;
  /** [1, C, H, W] */
  readonly image: Tensor;
  /** Null where the network has no spatial map; needs of layers are then not tried. */
  readonly layer: Layer | null;
}

/** @param images the first is taken */
export async function tryNeed(
  engine: Engine,
  need: Trialled,
  images: Tensor,
  layer: Layer | null,
): Promise<Trial> {
  try {
    const answers = await trials[need]({ engine, image: slice(images, 0, 1), layer });
    if (answers.every(({ data }) => data.every(Number.isFinite))) return { need, outcome: 'works', why: '' };
    return { need, outcome: 'failed', why: 'it gives values that are no finite numbers' };
  } catch (error) {
    if (!(error instanceof CamlineError)) throw error;
    return { need, outcome: byDesign.has(error.code) ? 'refused' : 'failed', why: error.message };
  }
}

const trials: Readonly<Record<Trialled, (ground: Ground) => Promise<readonly Tensor[]>>> = {
  forward: async ({ engine, image, layer }) => {
    const { logits, activations } = await engine.forward(image, layer === null ? [] : [layer]);
    return [logits, ...activations.values()];
  },
  gradients: (ground) =>
    atLayer(ground, async ({ engine, layer, forward, seed }) => [
      await engine.gradients(forward, layer, seed),
    ]),
  curvature: (ground) =>
    atLayer(ground, async ({ engine, layer, forward, seed, activations }) => [
      await engine.hessianVector(forward, layer, seed, activations),
    ]),
  ablation: (ground) =>
    atLayer(ground, async ({ engine, layer, forward, seed }) =>
      engine.hasAffineTail(layer)
        ? [await engine.gradients(forward, layer, seed)]
        : [await engine.scoreAblated(forward, 0, layer, [0], [0])],
    ),
  maskedScores: (ground) =>
    atLayer(ground, async ({ engine, activations }) => [
      await engine.scoreMasked(item(ground.image, 0), slice(item(activations, 0), 0, 1), [0]),
    ]),
  biasGradients: async ({ engine, image }) => {
    const { inputGradients, layers } = await engine.biasMaps(image, oneHot(engine));
    return [inputGradients, ...layers];
  },
  inputGradients: async ({ engine, image }) => [await engine.inputGradients(image, oneHot(engine), 'plain')],
  guidedGradients: async ({ engine, image }) => [
    await engine.inputGradients(image, oneHot(engine), 'guided'),
  ],
  perturbedScores: async ({ engine, image }) => [(await engine.forward(image, [])).logits],
};

interface LayerGround {
  readonly engine: Engine;
  readonly layer: Layer;
  readonly forward: Awaited<ReturnType<Engine['forward']>>;
  readonly seed: Tensor;
  /** [1, C, h, w] */
  readonly activations: Tensor;
}

async function atLayer(
  { engine, image, layer }: Ground,
  work: (ground: LayerGround) => Promise<readonly Tensor[]>,
): Promise<readonly Tensor[]> {
  if (layer === null) throw new CamlineError('LAYER_UNUSABLE', 'The network has no spatial map.');
  const forward = await engine.forward(image, [layer]);
  const activations = forward.activations.get(layer.tensor)!;
  return work({ engine, layer, forward, activations, seed: oneHot(engine) });
}

/** [1, K]: the logit of class 0. */
function oneHot({ facts }: Engine): Tensor {
  const seed = zeros([1, facts.classCount]);
  seed.data[0] = 1;
  return seed;
}
