/** Metrics of a run: in its records, its summary and its report; boxes come from the manifest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { OkRecord } from '../../src/storage/record.ts';
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

test.each([
  ['raod', /Unknown metric "raod". Did you mean "road"/],
  ['energy', /Expected boxes for --metrics energy: a directory has none/],
])('--metrics %s is refused before anything is written', async (names, message) => {
  const cwd = temporaryFolder();
  const args = ['run', samples, '--model', miniResnet, '--to', 'out', '--metrics', names];
  expect(await camline(args, { cwd })).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});
