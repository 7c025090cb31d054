import type { RunJob } from '../../src/queue/jobs.ts';

/** A run's job with a complete request, for tests of the queue alone. */
export const runJob = (run: string, shards: number, changes: Partial<RunJob> = {}): RunJob => ({
  run,
  destination: '/results',
  shards,
  next: 0,
  step: 'add',
  request: {
    schema: 1,
    source: { kind: 'directory', path: '/photos' },
    model: { path: '/models/net.onnx', sha256: '0'.repeat(64) },
    card: {
      name: 'net',
      input: { width: 224, height: 224 },
      resize: { rule: 'shortSide', size: 256, filter: 'bilinear' },
      crop: 'center',
      channels: 'rgb',
      mean: [0, 0, 0],
      std: [1, 1, 1],
      exifOrientation: false,
      labels: null,
    },
    methods: ['gradcam'],
    layers: [],
    classes: 'pred',
    eigenSmooth: false,
    augSmooth: false,
    outputs: ['heatmaps'],
    overlay: 'crop',
    shardSize: 32,
    maxImageBytes: 1_000_000,
    maxImagePixels: 1_000_000,
    imageTimeoutSeconds: 60,
  },
  ...changes,
});
