/** Words of the library door: what `openModel(...)` takes and gives. */
import type { CheckReport } from '../check/report.ts';
import type { ChannelBudget } from '../config/channelBudget.ts';
import type { DeviceChoice } from '../config/device.ts';
import type { Layer, ModelFacts } from '../engine/engine.ts';
import type { Look } from '../methods/method.ts';
import type { Region } from '../metrics/region.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface OpenModelOptions {
  /**
   * 'cpu', 'cuda' (the first NVIDIA GPU), 'cuda:N', 'webgpu', 'coreml', 'directml', or 'auto' (default): an NVIDIA GPU where one
   * works, else the CPU.
   */
  readonly device?: DeviceChoice | undefined;
  /** Threads inside one operation; default: all cores. */
  readonly engineThreads?: number | undefined;
  /** Images or perturbed copies per engine call; default 8 images, 32 copies. */
  readonly batch?: number | undefined;
  /** Rows and columns of a transformer's patches, where neither its graph tells them nor their count (no square). */
  readonly grid?: readonly [rows: number, columns: number] | undefined;
  /**
   * Rows and columns of the images, for a file that leaves them open; default 224 x 224. A file that fixes them is opened as
   * it is: `facts.input` says for what.
   */
  readonly size?: readonly [rows: number, columns: number] | undefined;
  /** Name of the output that holds the class scores; default: the first that does. */
  readonly output?: string | undefined;
  /**
   * Folder for what is slow to find out about a model and stays true (a few hundred kilobytes a model, keyed by its hash);
   * default: `camline` in the user's cache folder. Null keeps nothing.
   */
  readonly cache?: string | null | undefined;
}

export interface ExplainOptions extends JudgeOptions {
  /** Name from `methods()`, default "gradcam". */
  readonly method?: string | undefined;
  /** Layer names; several are fused into one map (mean of the finished maps). Absent: the model's default layer. */
  readonly layers?: readonly string[] | undefined;
  /** Per image one class index, several, or (absent) the arg-max. */
  readonly classes?: readonly (number | readonly number[] | undefined)[] | undefined;
  /** First principal component of the weighted activations in place of their sum. */
  readonly eigenSmooth?: boolean | undefined;
  /** Mean over six augmented passes: horizontal flip by factors 0.9, 1, 1.1. */
  readonly augSmooth?: boolean | undefined;
  /**
   * Channels that ScoreCAM scores, by standard deviation, largest first: `{ top: N }`, or `{ share: x }` for chunks of 24 until
   * one adds less than x of the softmax weight so far. The others get no weight: the map is approximate, and `figures` say how
   * many channels it stands on. Absent: all, exactly.
   */
  readonly channels?: ChannelBudget | undefined;
  /** Per image: whether the exact map is computed beside one with a budget, and `figures.exactRankCorrelation` tells how near it came. */
  readonly compareExact?: readonly boolean[] | undefined;
  /** Whether the feature vector of each image is wanted, too. */
  readonly features?: boolean | undefined;
}

export interface ExplainManyOptions extends Omit<ExplainOptions, 'method'> {
  readonly methods: readonly string[];
}

export interface CheckOptions {
  /** A photograph [1, C, H, W], preprocessed; absent: noise alone. */
  readonly photo?: Tensor | undefined;
  /** Layers to verify gradients at; absent: the default layer. */
  readonly layers?: readonly string[] | undefined;
  /** Called before each step. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
  /** What comes now. */
  readonly what: string;
}

/** What finished maps are judged by. */
export interface JudgeOptions {
  /** Names of metrics, see `metrics`. */
  readonly metrics?: readonly string[] | undefined;
  /** Per image where the object is, in pixels of the network's input; metrics that need it give null without. */
  readonly regions?: readonly (Region | undefined)[] | undefined;
}

/** What the metrics say of one map. */
export interface MapVerdict {
  /** By name, in the order of the metrics; null where a figure is not defined for this map. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** "metric:word" where a figure stands on weak ground, e.g. "road:ties". */
  readonly flags: readonly string[];
}

export interface EvaluateOptions extends JudgeOptions {
  readonly metrics: readonly string[];
  /** [rows, H, W] in 0..1, of any origin; all zeros count as flat. */
  readonly maps: Tensor;
  /** Which image and class each map belongs to. */
  readonly rows: readonly MapRow[];
}

/** One row of maps belongs to one image and one class of it. */
export interface MapRow {
  readonly image: number;
  readonly class: number;
}

export interface Explanation {
  /** Canonical method name, e.g. "gradcam++". */
  readonly method: string;
  /** How its maps are shown. */
  readonly look: Look;
  /** Layers that were used: names as in `layers()`; empty for methods of the whole network. */
  readonly layers: readonly string[];
  /** Finished maps in 0..1, [rows, H, W]; with one class an image, rows = n. */
  readonly maps: Tensor;
  /**
   * The finished maps before the resize, [rows, h, w]: for one layer and no augmentation, else null.
   */
  readonly layerMaps: Tensor | null;
  /** Pixel attributions: signed values [rows, C, H, W] ([rows, 1, H, W] where colours are not told apart), else null. */
  readonly values: Tensor | null;
  /** Per row: figures of the method by name, e.g. `completenessGap` of integrated gradients; mostly empty. */
  readonly figures: readonly Readonly<Record<string, number>>[];
  /** Per row: the raw map's minimum and maximum before relu and scaling (of the first layer where several are fused). */
  readonly rawRange: readonly (readonly [minimum: number, maximum: number])[];
  /** Per row: true where the raw map had nothing positive or was constant, and the map is therefore all zeros. */
  readonly flat: readonly boolean[];
  readonly rows: readonly MapRow[];
  /** Per row: what the metrics asked for say. */
  readonly verdicts: readonly MapVerdict[];
  /** [n, K] */
  readonly logits: Tensor;
  /** The same as probabilities, by the rule of `facts.probability`. */
  readonly probabilities: Tensor;
  /**
   * Feature vectors [n, C]: the layers' activations, each channel's mean over its positions; several layers behind each other.
   * Null unless asked for.
   */
  readonly features: Tensor | null;
  /** Classes explained, per image. */
  readonly classes: readonly (readonly number[])[];
}

export interface ModelDoor {
  readonly facts: ModelFacts;
  layers(): readonly Layer[];
  /**
   * The layer that a name means, by any of its spellings (`layer4[-1]`, a tensor's name), or the default one. Throws
   * LAYER_UNKNOWN or, where it has no spatial map, LAYER_UNUSABLE.
   */
  layer(name?: string): Promise<Layer>;
  /**
   * Whether logits are an affine function of that layer's activations (pooling and a linear layer behind it): ablation of
   * all channels then costs one backward pass. Throws as `layer`.
   */
  hasAffineTail(name?: string): Promise<boolean>;
  explain(input: Tensor, options?: ExplainOptions): Promise<Explanation>;
  /** Several methods from one forward pass; one explanation per method, in the order asked for. */
  explainMany(input: Tensor, options: ExplainManyOptions): Promise<Explanation[]>;
  /** Judges maps of `input` [n, C, H, W] by metrics; one verdict per row. Throws METRIC_UNKNOWN, INPUT_INVALID, CLASS_UNKNOWN. */
  evaluate(input: Tensor, options: EvaluateOptions): Promise<MapVerdict[]>;
  /** Logits [n, K] without a map. */
  classify(input: Tensor): Promise<Tensor>;
  /**
   * Verifies numerically that this network is computed rightly: gradients against central differences, batches against
   * images one by one, logits against the engine's library on the untouched file; and says which methods work. Throws
   * LAYER_UNKNOWN, LAYER_UNUSABLE or INPUT_INVALID for a wrong request; what it finds is in the report.
   */
  check(options?: CheckOptions): Promise<CheckReport>;
  close(): Promise<void>;
}
