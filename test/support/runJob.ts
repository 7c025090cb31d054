import type { RunJob } from '../../src/queue/jobs.ts';
import { smallRequest } from './runRequest.ts';

/** A run's job with a complete request, for tests of the queue alone. */
export const runJob = (run: string, shards: number, changes: Partial<RunJob> = {}): RunJob => ({
  run,
  destination: '/results',
  createdAt: '2026-11-24T00:00:00.000Z',
  generation: 0,
  repeats: 0,
  shards,
  next: 0,
  step: 'add',
  request: smallRequest({ shardSize: 32 }),
  ...changes,
});
