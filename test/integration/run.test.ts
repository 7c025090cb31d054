/** A run through queue, supervisor, executor, engine and store, on real files. */
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunRequest } from '../../src/config/runRequest.ts';
import { uploadModel } from '../../src/producer/uploadModel.ts';
import { directoryStore } from '../../src/storage/directoryStore.ts';
import { keys } from '../../src/storage/keys.ts';
import type { FailedRecord, OkRecord } from '../../src/storage/record.ts';
import { miniResnet } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { miniResnetModel, resultBytes, runOnBench, type BenchResult } from '../support/runBench.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// Processes are started and models opened: seconds on a quiet machine, minutes on a busy one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe('19 images in shards of 8, seven of them bad in seven ways', () => {
  const folder = sharedFolder();
  const photos = join(folder, 'photos');
  const request = {
    shardSize: 8,
    methods: ['gradcam', 'ablationcam'],
    classes: [3, 1],
    maxImageBytes: 50_000,
  };
  let result: BenchResult;

  beforeAll(async () => {
    await makePhotos(photos, numbered(19));
    writeFileSync(join(photos, '001.jpg'), '');
    writeFileSync(join(photos, '003.jpg'), 'I am a text.');
    writeFileSync(join(photos, '004.jpg'), readFileSync(join(photos, '005.jpg')).subarray(0, 1000));
    writeFileSync(join(photos, '009.jpg'), Buffer.alloc(50_001, 7));
    rmSync(join(photos, '010.jpg'));
    symlinkSync('/etc/hostname', join(photos, '010.jpg'));
    rmSync(join(photos, '017.jpg'));
    symlinkSync('nowhere.jpg', join(photos, '017.jpg'));
    result = await runOnBench({
      folder,
      request,
      onProgress: (event) => {
        // After the manifest was frozen: executors start with the first shard.
        if (event.kind === 'executorStarted') writeFileSync(join(photos, '018.jpg'), 'changed since');
      },
    });
  });

  test('every image has one record, in the order of the manifest, and run.json has the sum', () => {
    expect(result.records.map(({ key }) => key)).toEqual(numbered(19));
    expect(result.file).toMatchObject({ images: 19, shards: 3, finished: { ok: 12, failed: 7 } });
  });

  test('bad images say why', () => {
    const failed = result.records.filter((record): record is FailedRecord => record.status === 'failed');
    expect(Object.fromEntries(failed.map(({ key, code }) => [key, code]))).toEqual({
      '001.jpg': 'IMAGE_EMPTY',
      '003.jpg': 'IMAGE_UNSUPPORTED',
      '004.jpg': 'IMAGE_CORRUPT',
      '009.jpg': 'IMAGE_TOO_LARGE',
      '010.jpg': 'IMAGE_NOT_FOUND',
      '017.jpg': 'IMAGE_NOT_FOUND',
      '018.jpg': 'SOURCE_CHANGED',
    });
    expect(result.file.finished?.failedByCode).toMatchObject({ IMAGE_NOT_FOUND: 2, IMAGE_EMPTY: 1 });
    for (const { message } of failed) expect(message).not.toContain(folder);
  });

  test('what a record names is in the store', () => {
    const ok = result.records.filter((record): record is OkRecord => record.status === 'ok');
    for (const { explanations } of ok) {
      expect(explanations.map(({ method, class: index }) => `${method} ${index}`)).toEqual([
        'gradcam 3',
        'gradcam 1',
        'ablationcam 3',
        'ablationcam 1',
      ]);
      for (const { heatmap, overlay } of explanations) {
        for (const key of [heatmap!, overlay!])
          expect(statSync(join(folder, 'out', key)).size).toBeGreaterThan(100);
      }
    }
  });

  test('maps have a row a line, NaN where the image failed', () => {
    const bytes = readFileSync(join(result.place, 'maps/gradcam/shard-00000.npy'));
    const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString('latin1');
    const [, lines, classes, rows, columns] = /\((\d+), (\d+), (\d+), (\d+)\)/.exec(header)!.map(Number);
    expect([lines, classes]).toEqual([8, 2]);
    const values = new Float32Array(Uint8Array.from(bytes.subarray(10 + header.length)).buffer);
    const size = classes! * rows! * columns!;
    expect(values).toHaveLength(8 * size);
    const missing = Array.from({ length: 8 }, (_, line) =>
      values.subarray(line * size, (line + 1) * size).every(Number.isNaN),
    );
    expect(missing).toEqual([false, true, false, true, true, false, false, false]);
    const largest = Math.max(...values.subarray(0, size));
    expect(largest).toBeCloseTo(1, 5);
  });

  test('stage times and the engine’s idle share are told at the end', () => {
    const summary = result.events.find((event) => event.kind === 'summary');
    expect(summary?.stages.explain).toBeGreaterThan(0);
    expect(summary?.stages.decode).toBeGreaterThan(0);
    expect(summary?.engineIdleShare).toBeGreaterThanOrEqual(0);
    expect(summary?.engineIdleShare).toBeLessThan(1);
  });
});

test('bytes do not depend on which neighbours failed, nor on the worker that did it', async () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  await makePhotos(photos, numbered(9));
  const outputs: RunRequest['outputs'] = ['heatmaps', 'overlays', 'maps', 'features', 'webdataset'];
  const request = { shardSize: 16, methods: ['gradcam', 'scorecam'], outputs, overlay: 'photo' as const };
  const whole = await runOnBench({ folder, request, out: 'whole' });
  const again = await runOnBench({ folder, request, out: 'again' });
  expect(resultBytes(again.place)).toEqual(resultBytes(whole.place));

  for (const name of numbered(8).slice(1)) writeFileSync(join(photos, name), '');
  const alone = await runOnBench({ folder, request, out: 'alone' });
  expect(alone.file.finished).toMatchObject({ ok: 2, failed: 7 });
  for (const line of [0, 8]) expect(alone.records[line]).toEqual(whole.records[line]);
  const pictures = Object.entries(resultBytes(alone.place)).filter(([file]) => /^(heat|over)/.test(file));
  expect(pictures).toHaveLength(8);
  expect(resultBytes(whole.place)).toMatchObject(Object.fromEntries(pictures));
});

test('a budget of channels: each record says how many were scored, every hundredth how near the exact map is', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(3));
  const request = { methods: ['gradcam', 'scorecam'], channels: { top: 20 }, shardSize: 2 } as const;
  const { records } = await runOnBench({ folder, request: { ...request, methods: [...request.methods] } });
  const figures = records.map((record) => (record as OkRecord).explanations.map((each) => each.figures));
  const scored = { channelsScored: 20, channelsTotal: expect.any(Number) as number };
  expect(figures).toEqual([
    [undefined, { ...scored, exactRankCorrelation: expect.any(Number) as number }],
    [undefined, scored],
    [undefined, scored],
  ]);
});

test('a model that is not the request’s any more fails the run and blames no image', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(2));
  const model = { path: miniResnet, sha256: '0'.repeat(64) };
  await expect(runOnBench({ folder, request: { model } })).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
});

/** As on another machine: the request names a path that is not there, the store may hold a copy. */
const elsewhere = (): RunRequest['model'] => ({ ...miniResnetModel(), path: '/elsewhere/mini_resnet.onnx' });

test('a worker without the model file takes the copy in the store: the same bytes', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(3));
  const here = await runOnBench({ folder, out: 'here' });
  const { path, sha256 } = miniResnetModel();
  const model = { folder: dirname(path), files: ['mini_resnet.onnx'] };
  await uploadModel(directoryStore(join(folder, 'there')), sha256, model);
  const there = await runOnBench({ folder, out: 'there', request: { model: elsewhere() } });
  expect(resultBytes(there.place)).toEqual(resultBytes(here.place));
});

test('a damaged copy is not used', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(1));
  const model = elsewhere();
  const bytes = readFileSync(miniResnet);
  bytes[bytes.length >> 1]! ^= 1;
  await directoryStore(join(folder, 'out')).put(keys.model(model.sha256, 'mini_resnet.onnx'), bytes);
  await expect(runOnBench({ folder, request: { model } })).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
});

test('a model that is nowhere fails the run and blames no image', async () => {
  const folder = temporaryFolder();
  await makePhotos(join(folder, 'photos'), numbered(1));
  const request = { model: elsewhere() };
  await expect(runOnBench({ folder, request })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});
