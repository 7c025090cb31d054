/** Every output that is there on request, and WebDataset shards as a source again. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { OkRecord } from '../../src/storage/record.ts';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { smallRequest } from '../support/runRequest.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Resized to the network's input and not cropped: what it saw goes through unchanged a second time. */
const card = { ...smallRequest().card, resize: { rule: 'exact', size: 96, filter: 'bilinear' } };

test('overlays on the photograph, features, and tars that a second run reads: the same heatmaps, labels and classes', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'card.json'), JSON.stringify(card));
  const images = [
    { key: 'rocket.jpg', label: 3 },
    { key: 'coffee.jpg', label: 9 },
    { key: 'chelsea.jpg', label: 1 },
    { key: 'gone.jpg', label: 2 },
  ];
  writeFileSync(join(cwd, 'list.jsonl'), images.map((line) => JSON.stringify(line)).join('\n'));
  const request = ['--model', miniResnet, '--card', 'card.json', '--to', 'out', '--shard', '2'];
  const outputs = ['--outputs', 'heatmaps,overlays,features,webdataset', '--overlay', 'photo'];
  const args = ['run', 'list.jsonl', '--root', samples, ...request, ...outputs, '--run', 'one'];
  const first = await camline(args, { cwd });
  expect(first).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/features +out.*\nwebdataset +out/),
  });
  const place = join(cwd, 'out/runs/one');

  for (const { key } of images.slice(0, 3)) {
    const sizes = [join(samples, key), join(place, 'overlays/gradcam', `${key}.jpg`)].map(async (file) => {
      const { width, height } = await sharp(file).metadata();
      return [width, height];
    });
    const [photo, overlay] = await Promise.all(sizes);
    expect(overlay).toEqual(photo);
  }
  expect(readdirSync(join(place, 'features'))).toEqual(['shard-00000.npy', 'shard-00001.npy']);

  const shards = join('out/runs/one/webdataset/shard-{00000..00001}.tar');
  const again = ['run', shards, ...request, '--outputs', 'heatmaps', '--run', 'two'];
  expect(await camline(again, { cwd })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('3 explained, 0 failed'),
  });
  const records = (run: string): OkRecord[] =>
    ['shard-00000', 'shard-00001'].flatMap((shard) =>
      readFileSync(join(cwd, `out/runs/${run}/records/${shard}.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as OkRecord)
        .filter(({ status }) => status === 'ok'),
    );
  const [before, after] = [records('one'), records('two')];
  expect(after.map(({ key }) => key)).toEqual([
    'shard-00000/rocket%2Ejpg.png',
    'shard-00000/coffee%2Ejpg.png',
    'shard-00001/chelsea%2Ejpg.png',
  ]);
  for (const [index, record] of after.entries()) {
    const { label, top5, explanations } = before[index]!;
    expect([record.label, record.top5]).toEqual([label, top5]);
    const heatmaps = [explanations, record.explanations].map(([only]) =>
      readFileSync(join(cwd, 'out', only!.heatmap!)),
    );
    expect(heatmaps[0]!.equals(heatmaps[1]!)).toBe(true);
  }
});

test.each([
  [['--outputs', 'heatmap'], /heatmaps, overlays, maps, features, webdataset, or none/],
  [['--overlay', 'all'], /Allowed choices are crop, photo/],
])('%j is refused', async (args, message) => {
  const cwd = temporaryFolder();
  const refused = await camline(['run', samples, '--model', miniResnet, '--to', 'out', ...args], { cwd });
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});
