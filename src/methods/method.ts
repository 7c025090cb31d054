/**
 * What a method is, and what it needs, so that a request for several methods computes the union once. There are three
 * kinds: class activation maps of a layer, maps of the whole network, and attributions of the input's pixels.
 */
import type { Gradients } from '../tensor/gradients.ts';
import type { Tensor } from '../tensor/tensor.ts';

interface MethodFacts {
  /** Name as users write it, e.g. "gradcam++". */
  readonly name: string;
  /** The same for paths and URLs, e.g. "gradcampp". */
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly url: string;
  /** For tables. */
  readonly formula: string;
}

/** Everything that a method of a layer may ask for: of one image, one class and one layer. */
export interface Ingredients {
  /** A [C, h, w] */
  readonly activations: Tensor;
  /** G = d(target)/dA, [C, h, w] */
  readonly gradients: Gradients;
  /** HA: the Hessian of the target with respect to A, times A, [C, h, w] */
  readonly curvature: Tensor;
  /** The logit with one channel of A set to zero, [C], and without. */
  readonly ablation: { readonly score: number; readonly ablated: Float32Array };
  /** The logit of the image under each channel's mask, [C]. */
  readonly maskedScores: Float32Array;
}

/** What has to be computed at a layer beside the forward pass. */
export type LayerNeed = Exclude<keyof Ingredients, 'activations'>;

/** What a method has computed for it, as shown in tables and used for the cost of a run. */
export type Need = LayerNeed | 'biasGradients' | 'inputGradients' | 'guidedGradients' | 'perturbedScores';

/** What a method of a layer says of one image and class. */
export type Contribution =
  /** w [C]: M = sum_k w_k A_k */
  | { readonly kind: 'channels'; readonly weights: Float32Array }
  /** E [C, h, w]: M = sum_k E_k */
  | { readonly kind: 'elements'; readonly values: Tensor }
  /** M itself, [h * w]; smoothing by principal component does not apply. */
  | { readonly kind: 'map'; readonly values: Float32Array };

/** Which scalar of the logits is explained. */
export type TargetRule =
  /** The logit of the class. */
  | 'logit'
  /** The class against the classes nearest to it: `finercam.ts`. */
  | 'finer';

export interface LayerMethod extends MethodFacts {
  readonly kind: 'layer';
  readonly needs: readonly LayerNeed[];
  readonly target: TargetRule;
  /** How finished maps of several layers become one. */
  readonly fusion: 'mean' | 'product';
  /** Whether `eigenSmooth` changes its maps: not where the contribution is the map itself. */
  readonly smoothable: boolean;
  /** Every need must be there. */
  readonly contribution: (given: Ingredients) => Contribution;
}

/** What FullGrad is made of: of one image and class. */
export interface NetworkIngredients {
  /** [C, H, W] */
  readonly image: Tensor;
  /** d(logit)/d(image), [C, H, W] */
  readonly inputGradients: Tensor;
  /** Per layer with a bias the sum over its channels of |b_k G_k|, each scaled by its own extremes, [h, w]. */
  readonly biasMaps: readonly Tensor[];
}

export interface NetworkMethod extends MethodFacts {
  readonly kind: 'network';
  readonly needs: readonly Need[];
  /** Raw map [H * W]; the target layer plays no part. */
  readonly map: (given: NetworkIngredients) => Float32Array;
}

/** Writes image `index` of a series into `out` [C * H * W]. */
export type ImageSeries = (index: number, out: Float32Array) => void;

/** What an attribution may ask the model, for one image and class. Answers at the image itself are computed once. */
export interface AttributionTools {
  /** [C, H, W], normalised. */
  readonly image: Tensor;
  readonly logit: number;
  /** d(logit)/d(image), [C, H, W]. */
  readonly gradient: (rule: 'plain' | 'guided') => Promise<Tensor>;
  /** Calls `use` with the gradient [C * H * W] at each of `count` other images, batch by batch. */
  readonly gradientsAt: (
    count: number,
    series: ImageSeries,
    use: (gradient: Float32Array, index: number) => void,
  ) => Promise<void>;
  /** Logit and probability of the class for each of `count` other images. */
  readonly scoresAt: (
    count: number,
    series: ImageSeries,
  ) => Promise<{ logits: Float32Array; probabilities: Float32Array }>;
  /** The finished map [H, W] of `AttributionMethod.cam` at the request's layers. */
  readonly cam: () => Tensor;
}

export interface Attribution {
  /** [C, H, W], or [1, H, W] where colours are not told apart; signed. */
  readonly values: Tensor;
  /** Figures for the record, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * How a map is shown. 'overlay': heat over the photograph; 'magnitude': grey, the sum of absolute values; 'signed': the
 * values' colours around middle grey, as the reference library shows guided backpropagation.
 */
export type Look = 'overlay' | 'magnitude' | 'signed';

export interface AttributionMethod extends MethodFacts {
  readonly kind: 'attribution';
  readonly needs: readonly Need[];
  /** The map of a layer that this attribution is combined with. */
  readonly cam: LayerMethod | null;
  /** Forward passes of the model for one image of 224 pixels and one class; a gradient counts as three. For timeouts and tables. */
  readonly passes: number;
  readonly look: Look;
  readonly attribute: (tools: AttributionTools) => Promise<Attribution>;
}

export type Method = LayerMethod | NetworkMethod | AttributionMethod;

interface LayerMethodInit<N extends LayerNeed> extends Omit<
  LayerMethod,
  'kind' | 'contribution' | 'needs' | 'target' | 'fusion' | 'smoothable'
> {
  readonly needs: readonly N[];
  readonly target?: TargetRule;
  readonly fusion?: LayerMethod['fusion'];
  readonly smoothable?: boolean;
  readonly contribution: (given: Pick<Ingredients, 'activations' | N>) => Contribution;
}

/** A method may read what it listed in `needs`, and nothing else: the compiler checks it. */
export const defineMethod = <N extends LayerNeed>(init: LayerMethodInit<N>): LayerMethod => ({
  kind: 'layer',
  target: 'logit',
  fusion: 'mean',
  smoothable: true,
  ...init,
});

export const defineAttribution = (
  init: Omit<AttributionMethod, 'kind' | 'cam' | 'look'> & Partial<Pick<AttributionMethod, 'cam' | 'look'>>,
): AttributionMethod => ({ kind: 'attribution', cam: null, look: 'magnitude', ...init });

export const lookOf = (method: Method): Look => (method.kind === 'attribution' ? method.look : 'overlay');

/** Whether `eigenSmooth` changes what the method gives; of Guided Grad-CAM it changes the map. */
export const isSmoothable = (method: Method): boolean => {
  const map = method.kind === 'attribution' ? method.cam : method;
  return map?.kind === 'layer' && map.smoothable;
};

export const channels = (weights: Float32Array): Contribution => ({ kind: 'channels', weights });
export const elements = (values: Tensor): Contribution => ({ kind: 'elements', values });
export const wholeMap = (values: Float32Array): Contribution => ({ kind: 'map', values });
