import { expect, test } from 'vitest';
import { failedRecord } from '../../../src/storage/failedRecord.ts';
import type { Death, HandOverOutcome } from '../../../src/worker/executorProcess.ts';
import { failedImage } from '../../../src/worker/failedImage.ts';
import type { FinishedImage, ShardTimings, ShardWork } from '../../../src/worker/protocol.ts';
import { noTimes } from '../../../src/worker/stages.ts';
import { superviseShard } from '../../../src/worker/superviseShard.ts';
import { smallRequest } from '../../support/runRequest.ts';

const timings: ShardTimings = { stages: noTimes, engineBusyMillis: 0, engine: 'onnx 1', device: 'cpu' };
const crash: Death = { code: 'WORKER_CRASHED', how: 'was killed by SIGSEGV' };
const lineKeys = ['a', 'b', 'c', 'd', 'e'];

/** An executor that finishes an image of each line, and dies of the lines it is told to. */
interface Script {
  /** Dies when it meets one of these. */
  readonly poison?: readonly number[];
  /** Hand-overs (counted from 0) that die before any image. */
  readonly stillborn?: readonly number[];
  readonly death?: Death;
  readonly carefully?: boolean;
  readonly todo?: readonly number[];
  /** Dies once when it meets one of these alone. */
  readonly unlucky?: readonly number[];
  readonly signal?: AbortSignal;
}

function run(script: Script) {
  const handedOver: Pick<ShardWork, 'todo' | 'careful'>[] = [];
  const told: number[] = [];
  const unlucky = new Set(script.unlucky);
  const shard = superviseShard({
    work: {
      run: 'night',
      shard: 0,
      destination: '/out',
      request: smallRequest(),
      lines: lineKeys.map((key) => ({ key, bytes: 1 })),
      todo: script.todo ?? [0, 1, 2, 3, 4],
    },
    startCarefully: script.carefully ?? false,
    nextId: () => handedOver.length,
    listener: { opened: () => undefined, started: () => undefined, finished: (line) => void told.push(line) },
    signal: script.signal ?? new AbortController().signal,
    handOver: async ({ todo, careful }, listener): Promise<HandOverOutcome> => {
      handedOver.push({ todo, careful });
      const death = script.death ?? crash;
      if (script.stillborn?.includes(handedOver.length - 1)) return { kind: 'died', death, line: undefined };
      for (const line of todo) {
        if (careful) listener.started(line);
        const dies = script.poison?.includes(line) || (careful && unlucky.delete(line));
        if (dies) return { kind: 'died', death, line: careful ? line : undefined };
        listener.finished(line, image(line));
      }
      return { kind: 'done', timings };
    },
  });
  return { shard, handedOver, told };
}

/** Told apart from one that failed by its code. */
const image = (line: number): FinishedImage =>
  failedImage(failedRecord(lineKeys[line]!, { code: 'IMAGE_EMPTY', message: '' }));
const codes = (images: readonly FinishedImage[]) =>
  images.map(({ record }) => (record.status === 'failed' ? record.code : 'ok'));

test('no death: one fast hand-over', async () => {
  const { shard, handedOver, told } = run({});
  expect(codes((await shard).images)).toEqual(Array(5).fill('IMAGE_EMPTY'));
  expect(handedOver).toEqual([{ todo: [0, 1, 2, 3, 4], careful: false }]);
  expect(told).toEqual([0, 1, 2, 3, 4]);
});

test('a poisonous image costs itself: the rest goes on, what was finished is kept', async () => {
  const { shard, handedOver, told } = run({ poison: [2] });
  const { images, careful } = await shard;
  expect(codes(images)).toEqual([
    'IMAGE_EMPTY',
    'IMAGE_EMPTY',
    'WORKER_CRASHED',
    'IMAGE_EMPTY',
    'IMAGE_EMPTY',
  ]);
  expect(images[2]!.record).toMatchObject({ key: 'c' });
  expect(images[2]!.record).toMatchObject({ message: expect.stringContaining('SIGSEGV') as string });
  expect(careful).toBe(true);
  expect(handedOver).toEqual([
    { todo: [0, 1, 2, 3, 4], careful: false },
    { todo: [2, 3, 4], careful: true },
    { todo: [2, 3, 4], careful: true },
    { todo: [3, 4], careful: true },
  ]);
  expect(told).toEqual([0, 1, 2, 3, 4]);
});

test('an image in hand at one death alone is tried again, and blamed for nothing', async () => {
  const { shard, handedOver } = run({ carefully: true, unlucky: [1, 3] });
  expect(codes((await shard).images)).toEqual(Array(5).fill('IMAGE_EMPTY'));
  expect(handedOver.map(({ todo }) => todo)).toEqual([
    [0, 1, 2, 3, 4],
    [1, 2, 3, 4],
    [3, 4],
  ]);
});

test('only what is to be done is handed over and comes back', async () => {
  const { shard, handedOver } = run({ todo: [1, 3], poison: [3] });
  const { images } = await shard;
  expect(images.map(({ record }) => record.key)).toEqual(['b', 'd']);
  expect(codes(images)).toEqual(['IMAGE_EMPTY', 'WORKER_CRASHED']);
  expect(handedOver.map(({ todo }) => todo)).toEqual([[1, 3], [3], [3]]);
});

test('every image poisonous: two starts an image, and the first', async () => {
  const { shard, handedOver } = run({ poison: [0, 1, 2, 3, 4] });
  expect(codes((await shard).images)).toEqual(Array(5).fill('WORKER_CRASHED'));
  expect(handedOver).toHaveLength(11);
});

test('an image that hangs is failed with TIMEOUT', async () => {
  const { shard } = run({ poison: [4], death: { code: 'TIMEOUT', how: 'was silent' } });
  expect(codes((await shard).images).at(-1)).toBe('TIMEOUT');
});

test('a shard that an earlier worker lost starts carefully', async () => {
  const { shard, handedOver } = run({ carefully: true, poison: [0] });
  expect(codes((await shard).images)[0]).toBe('WORKER_CRASHED');
  expect(handedOver.map(({ careful }) => careful)).toEqual([true, true, true]);
});

test('an executor that dies before it has an image is given up after three times in a row', async () => {
  const { shard, handedOver } = run({ stillborn: [0, 1, 2] });
  await expect(shard).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
  expect(handedOver).toHaveLength(3);
});

test('deaths without an image are forgiven when work gets done between them', async () => {
  const { shard } = run({ stillborn: [0, 1, 3, 5], poison: [2] });
  expect(codes((await shard).images)).toEqual([
    'IMAGE_EMPTY',
    'IMAGE_EMPTY',
    'WORKER_CRASHED',
    'IMAGE_EMPTY',
    'IMAGE_EMPTY',
  ]);
});

test('a worker that is stopped starts no new executor', async () => {
  const { shard, handedOver } = run({ stillborn: [0], signal: AbortSignal.abort() });
  await expect(shard).rejects.toMatchObject({ code: 'WORKER_STOPPED', retryable: true });
  expect(handedOver).toHaveLength(1);
});
