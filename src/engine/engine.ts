/**
 * The contract between methods and engines. Methods never know which engine runs.
 *
 * Words: *logits* [n, K] are the raw scores before any softmax. The *target layer* is where a map is computed;
 * *activations* A [n, C, h, w] are its output, *gradients* G = d(target)/dA have the same shape. The *head* of the
 * network leads from the input to the target layer, the *tail* from there to the logits; the *frontier* is every
 * tensor that crosses that cut (more than one where the layer sits inside a residual branch). A *seed* [n, K] is
 * d(target)/d(logits): one-hot rows for a class's logit, anything else for another target.
 *
 * An engine is used by one caller at a time, in the thread that made it; its calls may block that thread.
 */
import type { ProbabilityRule } from '../tensor/probabilities.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** How a tensor becomes a spatial map [n, C, h, w]. */
export type LayerView =
  /** [n, C, h, w]: it is one. */
  | { readonly kind: 'channelsFirst' }
  /** [n, h, w, C] */
  | { readonly kind: 'channelsLast' }
  /** [n, T, C]: the first `leading` tokens (class, registers) are dropped, the others are the grid, row by row. */
  | {
      readonly kind: 'tokens';
      readonly leading: number;
      readonly rows: number;
      readonly columns: number;
    };

/** A place where a map can be computed. */
export interface Layer {
  /** Name to show and to store: the module path where there is one (`layer4`, `blocks.10`), else the tensor's name. */
  readonly name: string;
  /** Name of the tensor in the model file that leaves the layer. */
  readonly tensor: string;
  /** How the tensor is read as a spatial map; null for one that is none. */
  readonly view: LayerView | null;
  /** Channels, rows, columns of that map; null where there is none (the tensor's shape is in `shapeText`). */
  readonly spatial: readonly [channels: number, rows: number, columns: number] | null;
  /** Shape for people, batch as `n`: "[n, 1280, 7, 7]". */
  readonly shapeText: string;
  /** Operation that produces the tensor, e.g. "Clip". */
  readonly op: string;
  /** Whether this is the layer taken when none is asked for: the last spatial map before pooling. */
  readonly isDefault: boolean;
}

/** What the model's file says of itself. */
export interface SourceFacts {
  /** Of the model and what lies beside it. */
  readonly bytes: number;
  /** "ONNX IR 8", "TensorFlow.js graph model" */
  readonly format: string;
  /** Element type of the images that the file takes, e.g. "float32" or "uint8". */
  readonly inputType: string;
  readonly layout: 'channelsFirst' | 'channelsLast';
  /** Whether the file leaves rows or columns open: `ModelFacts.input` is the size that it was opened for. */
  readonly anySize: boolean;
  /** Images that the file takes at a time; null for any number. */
  readonly batch: number | null;
  /** Class scores an image; a single one is made into two logits. */
  readonly scores: number;
  /** Names of its outputs, that of the class scores first. */
  readonly outputs: readonly string[];
  /** Whether numbers are rounded to 8 bits on the way (gradients pass straight through that, where nothing saturates). */
  readonly quantised: boolean;
}

export interface ModelFacts {
  readonly engine: 'onnx' | 'tfjs';
  /** Version of the engine's library, for the record. */
  readonly engineVersion: string;
  readonly device: string;
  /** SHA-256 (hex) over the model file and its external data, in the order in which the model names them. */
  readonly sha256: string;
  /** The model file, then its external data: paths from the model's folder, with `/`. Together they are the model. */
  readonly files: readonly string[];
  /** Channels, rows, columns that the network takes. */
  readonly input: readonly [channels: number, rows: number, columns: number];
  readonly classCount: number;
  /** Who wrote the file, e.g. "pytorch 2.14.0", for `layers` and the record. */
  readonly exporter: string;
  /** Of an ONNX file; null for another format. */
  readonly opset: number | null;
  /** False where the file's batch is fixed and could not be opened: images then go through one by one. */
  readonly batched: boolean;
  /** Activation that was cut from the end of the graph so that logits are raw, or null. */
  readonly removedActivation: 'softmax' | 'logsoftmax' | 'sigmoid' | null;
  /** What makes probabilities of the logits: 'sigmoid' of each by itself (several labels an image, or a single logit), 'share' where they are some. */
  readonly probability: ProbabilityRule;
  /** What a user should know, in sentences. */
  readonly notes: readonly string[];
  /** Where the engine tells it: `camline check` shows it. */
  readonly source?: SourceFacts;
}

/** Result of a forward pass; what is needed to run tails again stays with the engine's own types. */
export interface Forward {
  /** [n, K] */
  readonly logits: Tensor;
  /** Activations [n, C, h, w] by `Layer.tensor`. */
  readonly activations: ReadonlyMap<string, Tensor>;
}

/** What FullGrad adds up, of n images. */
export interface BiasMaps {
  /** d(target)/d(images), [n, C, H, W] */
  readonly inputGradients: Tensor;
  /**
   * Per layer with a bias, in order of execution: sum_k scale(|b_k G_k|), [n, h, w]. b_k is what the layer adds to channel
   * k, G the gradient at its output, scale(M) = (M - min M) / (1e-7 + max(M - min M)) over rows and columns.
   */
  readonly layers: readonly Tensor[];
}

export interface Engine {
  readonly facts: ModelFacts;

  /** Every layer that can be asked for, in the order of execution. */
  layers(): readonly Layer[];

  /**
   * The layer of that name (module path of either exporter, `layer4[-1]`, node or tensor name), or the default one.
   * Throws LAYER_UNKNOWN listing the nearest names.
   */
  layer(name: string | undefined): Layer;

  /**
   * Runs `images` [n, C, H, W] and keeps what the tails of `layers` need. Throws INPUT_INVALID on another shape,
   * LAYER_UNUSABLE where a layer is no spatial map.
   *
   * @param ahead 'gradients': they are going to be asked for at each of `layers`, so the pass keeps what they need of the
   * tails, which would be computed a second time otherwise; throws GRADIENT_MISSING as `gradients`
   */
  forward(images: Tensor, layers: readonly Layer[], ahead?: 'gradients'): Promise<Forward>;

  /**
   * G = d(sum(seed * logits))/dA at `layer`, shape of A. Runs the backward graph of the tail only.
   * Throws GRADIENT_MISSING where an operation between the layer and the logits has no rule.
   */
  gradients(forward: Forward, layer: Layer, seed: Tensor): Promise<Tensor>;

  /**
   * The same as one value a channel, [n, C], where G is the same at every position of a channel and depends on the seed alone
   * (global pooling and a linear layer); null where it is not, or where that is not known.
   */
  channelGradients?(forward: Forward, layer: Layer, seed: Tensor): Promise<Tensor | null>;

  /**
   * H v of each image, H = d²(sum(seed * logits))/dA² at `layer`, by a second walk over the backward graph. Exactly zero
   * where the tail is piecewise linear. Throws GRADIENT_MISSING as `gradients`.
   *
   * @param vector v, shape of A; 'activations': all that leaves the layer, tokens that are not on the grid included
   */
  hessianVector(
    forward: Forward,
    layer: Layer,
    seed: Tensor,
    vector: Tensor | 'activations',
  ): Promise<Tensor>;

  /**
   * d(sum(seed * logits))/d(images), [n, C, H, W]: the backward graph carried on to the input.
   *
   * @param rule 'guided': every ReLU passes a gradient only where its input and the gradient are positive
   * @throws METHOD_UNSUPPORTED for 'guided' where the network has no ReLU; GRADIENT_MISSING as `gradients`
   */
  inputGradients(images: Tensor, seed: Tensor, rule: 'plain' | 'guided'): Promise<Tensor>;

  /**
   * Bias gradients (FullGrad): of every convolution with a bias and every batch norm that was not folded away, from one
   * forward and backward pass. Linear layers have none. Throws GRADIENT_MISSING as `gradients`.
   */
  biasMaps(images: Tensor, seed: Tensor): Promise<BiasMaps>;

  /**
   * Logits [m, classes] of one image under m masks (ScoreCAM). Map i is upsampled to the input's size (bilinear,
   * corners aligned), scaled to 0..1 by its own minimum and maximum (+ 1e-8), and multiplied into the normalised image,
   * all on the device, in chunks.
   *
   * @param image [C, H, W]
   * @param maps [m, h, w], raw activations
   */
  scoreMasked(image: Tensor, maps: Tensor, classes: readonly number[]): Promise<Tensor>;

  /**
   * Logits [m, classes] of image `index` of `forward`, with one channel of A at `layer` set to zero each time
   * (AblationCAM). Runs the tail only, in chunks.
   */
  scoreAblated(
    forward: Forward,
    index: number,
    layer: Layer,
    channels: readonly number[],
    classes: readonly number[],
  ): Promise<Tensor>;

  /**
   * Logits [m, K] of image `index` of `forward` with A at `layer` replaced by each of `activations` [m, C, h, w]: the tail
   * alone is run, in chunks. With it `camline check` verifies gradients at layers; without it they count as not verified.
   */
  logitsAt?(forward: Forward, index: number, layer: Layer, activations: Tensor): Promise<Tensor>;

  /**
   * What the engine's library gives for the model's file as it lies there, nothing lifted, folded, opened or cut by us: the
   * output that holds the class scores, [n, K], probabilities where the file ends in an activation (`removedActivation`),
   * [n, 1] where it has a single logit. With it `camline check` verifies logits.
   */
  untouched?(images: Tensor): Promise<Tensor>;

  /** Whether logits are an affine function of A at `layer`, so that ablation follows from G without a forward pass. */
  hasAffineTail(layer: Layer): boolean;

  close(): Promise<void>;
}
