/** What is compared: per network, methods at the last layer and in the middle. */
export interface Network {
  readonly name: string;
  readonly title: string;
  /** Relative to the repository, or null where the peer exports it. */
  readonly file: string | null;
  readonly last: string;
  readonly middle: string;
}

export const networks: readonly Network[] = [
  { name: 'resnet50', title: 'ResNet-50, random weights', file: null, last: 'layer4', middle: 'layer3' },
  {
    name: 'efficientnet_lite0',
    title: 'EfficientNet-Lite0',
    file: 'models/efficientnet_lite0.onnx',
    last: 'head',
    middle: 'blocks.10',
  },
];

export interface Work {
  /** As it stands in the table and is chosen by. */
  readonly name: string;
  readonly method: string;
  /** ScoreCAM's share for the adaptive budget, on our side alone; absent: the exact map. */
  readonly share?: number;
  readonly layer: 'last' | 'middle';
  /**
   * 'whole': both sides do all of it. 'perturbed': a forward pass a channel, minutes in the reference, which therefore does
   * some of the channels; its time for the others follows from the difference between two such runs.
   */
  readonly kind: 'whole' | 'perturbed';
  /** Of a perturbed work on a large network: how many photographs our side does, where all would take minutes a round. */
  readonly images?: Readonly<Record<string, number>>;
  /** Batches to try, of those that the run tries. */
  readonly batches: readonly number[];
}

const whole = (method: string, layer: Work['layer'], batches: readonly number[] = [1, 8, 32]): Work => ({
  name: method,
  method,
  layer,
  kind: 'whole',
  batches,
});
const perturbed = (method: string, layer: Work['layer'], images?: number): Work => ({
  name: method,
  method,
  layer,
  kind: 'perturbed',
  batches: [1, 8, 32],
  images: images === undefined ? {} : { resnet50: images },
});

export const gradientMethods = ['gradcam', 'gradcam++', 'xgradcam', 'layercam', 'eigengradcam'];

export const works: readonly Work[] = [
  ...gradientMethods.map((method) => whole(method, 'last')),
  whole('eigencam', 'last'),
  // Seconds an image in the reference, for each image of a batch: larger batches gain it nothing and take minutes to try.
  whole('fullgrad', 'last', [1, 8]),
  ...gradientMethods.map((method) => whole(method, 'middle')),
  perturbed('ablationcam', 'last'),
  perturbed('ablationcam', 'middle', 2),
  perturbed('scorecam', 'last', 1),
  perturbed('scorecam', 'middle', 1),
  // The share of `--channels adaptive`.
  { ...perturbed('scorecam', 'last', 1), name: 'scorecam-adaptive', share: 0.08 },
];
