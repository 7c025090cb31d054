import { describe, expect, test } from 'vitest';
import { runJobId, shardJobId, shardJobOf } from '../../../src/queue/jobs.ts';
import { retryDelay } from '../../../src/queue/runHandle.ts';
import { runJob } from '../../support/runJob.ts';

describe('ids of jobs', () => {
  const job = runJob('night', 3);

  test('are equal for the same run only', () => {
    const others = [
      { ...job, run: 'day' },
      { ...job, destination: '/elsewhere' },
      { ...job, createdAt: '2026-01-01T00:00:00.000Z' },
      { ...job, generation: 1 },
      { ...job, request: { ...job.request, classes: 'top3' as const } },
    ];
    expect(new Set([job, { ...job, next: 2 }].map(runJobId)).size).toBe(1);
    expect(new Set([job, ...others].map(runJobId)).size).toBe(6);
  });

  test.each([
    [0, 0],
    [17, 0],
    [249_999, 3],
  ])("shard %d, repeat %d: the shard's id says what it is", (shard, repeats) => {
    const id = shardJobId(runJobId(job), shard, repeats);
    expect(id).not.toContain(':');
    expect(shardJobOf(id)).toEqual({ job: runJobId(job), shard });
  });

  test.each(['', '17', 'j0-', 'j0-x', 'night-0123456789ab-17', 'j0-1.', 'j0-1-2'])('%j is none', (id) => {
    expect(() => shardJobOf(id)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

test('waits double, less up to half', () => {
  for (let attempt = 1; attempt < 8; attempt++) {
    const most = 1000 * 2 ** (attempt - 1);
    const delay = retryDelay(attempt);
    expect(delay).toBeGreaterThanOrEqual(most / 2);
    expect(delay).toBeLessThanOrEqual(most);
  }
});
