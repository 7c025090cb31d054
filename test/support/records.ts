/** Records of made-up images. */
import type { Explained, FailedRecord, OkRecord } from '../../src/storage/record.ts';

export const explained = (changes: Partial<Explained> = {}): Explained => ({
  class: 2,
  method: 'gradcam',
  layers: ['head'],
  flat: false,
  rawMin: -1,
  rawMax: 3,
  energy: 0.2,
  entropy: 6,
  centerOfMass: [0.5, 0.5],
  box: [1, 2, 3, 4],
  heatmap: null,
  overlay: null,
  ...changes,
});

export const okRecord = (key: string, changes: Partial<OkRecord> = {}): OkRecord => ({
  schema: 1,
  status: 'ok',
  key,
  sha256: '0'.repeat(64),
  width: 120,
  height: 100,
  transform: {
    resizedWidth: 115,
    resizedHeight: 96,
    cropLeft: 10,
    cropTop: 0,
    cropWidth: 96,
    cropHeight: 96,
  },
  label: null,
  top5: [
    { index: 2, name: 'cat', probability: 0.5 },
    { index: 1, name: 'dog', probability: 0.25 },
  ],
  explanations: [explained()],
  ...changes,
});

export const failedRecord = (key: string, code: string, message = 'broken'): FailedRecord => ({
  schema: 1,
  status: 'failed',
  key,
  code,
  message,
});
