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
  readonly method: string;
  readonly layer: 'last' | 'middle';
  /** Minutes in the reference, so once round, one image, and not in the quick form. */
  readonly slow: boolean;
}

const work = (method: string, layer: Work['layer'] = 'last', slow = false): Work => ({ method, layer, slow });

export const works: readonly Work[] = [
  ...['gradcam', 'gradcam++', 'xgradcam', 'layercam', 'eigencam', 'eigengradcam', 'fullgrad'].map((method) =>
    work(method),
  ),
  ...['gradcam', 'layercam'].map((method) => work(method, 'middle')),
  work('ablationcam', 'middle', true),
  work('ablationcam', 'last', true),
  work('scorecam', 'middle', true),
  work('scorecam', 'last', true),
];
