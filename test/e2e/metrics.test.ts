/** Metrics of a run: in its records, its summary and its report; boxes come from the manifest. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { OkRecord, RunRecord } from '../../src/storage/record.ts';
import type { Summary } from '../../src/report/summary.ts';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 120_000 });

const metrics = 'road:20/80,confidence,energy,pointing';

test('every map is judged, and the same request is asked of no model twice', async () => {
  const cwd = temporaryFolder();
  const boxes = [
    { key: 'rocket.jpg', box: [100, 50, 300, 350] },
    { key: 'coffee.jpg', box: [0, 0, 310, 400] },
    { key: 'chelsea.jpg' },
  ];
  writeFileSync(join(cwd, 'list.jsonl'), boxes.map((line) => JSON.stringify(line)).join('\n'));
  const args = ['run', 'list.jsonl', '--root', samples, '--model', miniResnet, '--to', 'out', '--run', 'one'];
  const judged = [...args, '--methods', 'gradcam,eigencam', '--metrics', metrics];
  expect(await camline(judged, { cwd })).toMatchObject({ exitCode: 0 });

  const records = readFileSync(join(cwd, 'out/runs/one/records/shard-00000.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OkRecord);
  for (const [index, record] of records.entries()) {
    const { box } = boxes[index]!;
    for (const { metrics: figures, heatmap } of record.explanations) {
      expect(Object.keys(figures!).join(' ')).toBe(
        'road roadMorf roadLerf averageDrop confidenceDrop increase energyInside pointing',
      );
      const inside = box === undefined ? null : await energyInside(join(cwd, 'out', heatmap!), box, record);
      expect(figures!['pointing'] === null).toBe(box === undefined);
      expect(Math.abs((figures!['energyInside'] ?? 0) - (inside ?? 0))).toBeLessThan(0.01);
      expect(figures!['energyInside'] === null).toBe(inside === null);
    }
  }

  const summary = JSON.parse(readFileSync(join(cwd, 'out/runs/one/summary.json'), 'utf8')) as Summary;
  const road = records.map(({ explanations }) => explanations[0]!.metrics!['road']!);
  const mean = road.reduce((sum, value) => sum + value, 0) / road.length;
  expect(summary.methods[0]).toMatchObject({
    metrics: { road: { count: 3, mean: expect.closeTo(mean, 9) }, pointing: { count: 2 } },
  });
  expect(readFileSync(join(cwd, 'out/runs/one/report.html'), 'utf8')).toContain('energyInside ↑');

  expect(await camline([...args, '--methods', 'gradcam,eigencam'], { cwd })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/--metrics: .* RUN_MISMATCH|RUN_MISMATCH/),
  });
});

/** Of the stored picture, to its 8 bits; the same box, by hand. */
async function energyInside(png: string, box: readonly number[], record: OkRecord): Promise<number> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const { transform, width, height } = record;
  const [left, right] = [box[0]!, box[0]! + box[2]!].map(
    (x) => (x * transform.resizedWidth) / width - transform.cropLeft,
  );
  const [top, bottom] = [box[1]!, box[1]! + box[3]!].map(
    (y) => (y * transform.resizedHeight) / height - transform.cropTop,
  );
  let [inside, all] = [0, 0];
  for (const [at, byte] of data.entries()) {
    // Bytes are truncated: half a step back, but zero is zero.
    const value = byte === 0 ? 0 : byte + 0.5;
    const x = (at % info.width) + 0.5;
    const y = Math.floor(at / info.width) + 0.5;
    all += value;
    if (x > left! && x < right! && y > top! && y < bottom!) inside += value;
  }
  return inside / all;
}

test('masks: the figures of the box that they paint; one that is bad fails its image and no other', async () => {
  const cwd = temporaryFolder();
  const photos = join(cwd, 'photos');
  mkdirSync(photos);
  const names = ['rocket.jpg', 'coffee.jpg', 'chelsea.jpg', 'horse.jpg'];
  const box = [100, 50, 200, 150];
  const lines = names.map((name) => ({ key: name, mask: `${name}.png` }));
  for (const name of names) {
    copyFileSync(join(samples, name === 'horse.jpg' ? 'rocket.jpg' : name), join(photos, name));
    const { width, height } = await sharp(join(photos, name)).metadata();
    const data = new Uint8Array(width * height);
    for (let y = box[1]!; y < box[1]! + box[3]!; y++)
      data.fill(3, y * width + box[0]!, y * width + box[0]! + box[2]!);
    const mask = sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
    await (name === 'chelsea.jpg' ? mask.resize(9, 9) : mask).png().toFile(join(photos, `${name}.png`));
  }
  rmSync(join(photos, 'horse.jpg.png'));
  const jsonl = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(join(photos, 'masks.jsonl'), jsonl(lines));
  writeFileSync(join(photos, 'boxes.jsonl'), jsonl(names.map((key) => ({ key, box }))));
  const figures: (readonly unknown[])[] = [];
  for (const list of ['masks', 'boxes']) {
    const args = ['run', `photos/${list}.jsonl`, '--model', miniResnet, '--to', 'out', '--run', list];
    expect(await camline([...args, '--metrics', 'energy,pointing'], { cwd })).toMatchObject({ exitCode: 0 });
    const records = readFileSync(join(cwd, 'out/runs', list, 'records/shard-00000.jsonl'), 'utf8')
      .trim()
      .split('\n');
    figures.push(
      records
        .map((line) => JSON.parse(line) as RunRecord)
        .map((record) =>
          record.status === 'ok' ? record.explanations[0]!.metrics : `${record.code} ${record.message}`,
        ),
    );
  }
  const [masked, boxed] = figures as [readonly unknown[], readonly Record<string, number>[]];
  for (const index of [0, 1]) {
    const { energyInside, pointing } = boxed[index]!;
    // Pixels at the border of the box belong to it by half.
    expect(masked[index]).toEqual({ energyInside: expect.closeTo(energyInside!, 1), pointing });
    expect(energyInside).toBeGreaterThan(0);
  }
  expect(masked[2]).toMatch(
    /^MASK_INVALID The mask "chelsea\.jpg\.png": Expected a mask of 451x300 pixels, .*received 9x9/,
  );
  expect(masked[3]).toMatch(/^MASK_INVALID The mask "horse\.jpg\.png": it is not in the source folder\.$/);
});

test.each([
  ['raod', /Unknown metric "raod". Did you mean "road"/],
  ['energy', /Expected boxes or masks for --metrics energy: a directory has none/],
])('--metrics %s is refused before anything is written', async (names, message) => {
  const cwd = temporaryFolder();
  const args = ['run', samples, '--model', miniResnet, '--to', 'out', '--metrics', names];
  expect(await camline(args, { cwd })).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});
