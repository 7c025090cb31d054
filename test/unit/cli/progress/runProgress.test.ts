import { expect, test } from 'vitest';
import { runProgress } from '../../../../src/cli/progress/runProgress.ts';

const image = (shard: number, key: string, status: 'ok' | 'failed', job = 'r') =>
  status === 'ok'
    ? ({ kind: 'image', job, shard, key, status } as const)
    : ({ kind: 'image', job, shard, key, status, code: 'IMAGE_EMPTY', message: '' } as const);

test('images count as they come, each once, and their shard when it is written', () => {
  const progress = runProgress('r', 10, { images: 2, failed: 1 });
  progress.count(image(1, 'a', 'ok'));
  progress.count(image(1, 'b', 'failed'));
  progress.count(image(1, 'a', 'ok'));
  progress.count(image(2, 'c', 'ok'));
  expect(progress.current()).toEqual({ total: 10, done: 5, failed: 2, earlier: 2 });
  progress.count({ kind: 'shard', job: 'r', shard: 1, ok: 2, failed: 1, by: 'us' });
  expect(progress.current()).toEqual({ total: 10, done: 6, failed: 2, earlier: 2 });
});

test('other runs in the same queue do not count', () => {
  const progress = runProgress('r', 10, { images: 0, failed: 0 });
  progress.count(image(1, 'a', 'ok', 'other'));
  progress.count({ kind: 'shard', job: 'other', shard: 1, ok: 5, failed: 0, by: 'us' });
  expect(progress.current().done).toBe(0);
});
