import type { WorkerBeat } from '../../src/queue/beats.ts';

/** What a worker with one shard of some run in hand tells of itself. */
export const workerBeat = (worker: string, changes: Partial<WorkerBeat> = {}): WorkerBeat => ({
  worker,
  version: '1.0.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  device: 'cpu',
  executors: 1,
  engineThreads: 2,
  inHand: [{ job: 'night-0123456789ab', shard: 3 }],
  images: 0,
  failed: 0,
  imagesPerSecond: 1.5,
  imagesPerSecondLong: 1.25,
  stages: { explain: 12 },
  engineIdleShare: 0.25,
  memoryBytes: 1,
  ...changes,
});
