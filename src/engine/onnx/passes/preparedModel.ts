import type { Layer, ModelFacts } from '../../engine.ts';
import type { ElementType, Graph, Value } from '../ir/graph.ts';
import type { ImageLayout } from './checkInput.ts';

/** What is known of a network once its file is read and its graph prepared; the engine adds itself. */
export type NetworkFacts = Omit<ModelFacts, 'engine' | 'engineVersion' | 'device'>;

export interface Layers {
  /** Every tensor on the way from the input to the logits, in the order of execution. */
  readonly all: readonly Layer[];
  /**
   * The layer of that name, or without one the last spatial map before pooling.
   * Throws LAYER_UNKNOWN, with the nearest names, or with the nearest tensors for one that the exporter folded away;
   * LAYER_UNUSABLE where no name was given and the network has no spatial map.
   */
  resolve(name: string | undefined): Layer;
}

/** How the file itself is run, for comparison. */
export interface FileAsIs {
  readonly path: string;
  readonly input: string;
  /** Element type in which it takes images. */
  readonly type: ElementType;
  readonly layout: ImageLayout;
  /** Images that it takes at a time; null for any number. */
  readonly batch: number | null;
  /** The output that holds the class scores. */
  readonly output: string;
}

export interface PreparedModel {
  /**
   * Opset 20; one input, the logits as only output; shape bookkeeping folded; `type` and `shape` known for every value.
   * The first dimension of input and logits is `{ perImage: 1 }`, or 1 where the batch could not be opened.
   */
  readonly graph: Graph;
  /** float32 [n, C, H, W] */
  readonly input: Value;
  /** float32 [n, K], raw scores */
  readonly logits: Value;
  readonly layers: Layers;
  readonly facts: NetworkFacts;
  readonly file: FileAsIs;
}
