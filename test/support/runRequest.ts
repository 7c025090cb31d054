import type { RunRequest } from '../../src/config/runRequest.ts';

/** A request that fits the small networks of test/fixtures/goldens: 96x96, ten classes, random weights. */
export const smallRequest = (changes: Partial<RunRequest> = {}): RunRequest => ({
  schema: 1,
  source: { kind: 'directory', path: '/photos' },
  model: { path: '/models/net.onnx', sha256: '0'.repeat(64) },
  card: {
    name: 'net',
    input: { width: 96, height: 96 },
    resize: { rule: 'shortSide', size: 96, filter: 'bilinear' },
    crop: 'center',
    channels: 'rgb',
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
    exifOrientation: false,
    labels: null,
  },
  methods: ['gradcam'],
  layers: [],
  classes: 'pred',
  eigenSmooth: false,
  augSmooth: false,
  outputs: ['heatmaps', 'overlays', 'maps'],
  overlay: 'crop',
  shardSize: 4,
  maxImageBytes: 10_000_000,
  maxImagePixels: 10_000_000,
  imageTimeoutSeconds: 60,
  ...changes,
});
