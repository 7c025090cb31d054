/** Manifests and tar shards that lie in a bucket, with the images, labels and masks beside them: the results of the same on disk. */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { camline, miniResnet, samples, type CliResult } from '../support/cli.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const missing = radosgwMissing();
const photographs = ['chelsea.jpg', 'coffee.jpg', 'rocket.jpg'];
const rows = photographs.map((name, label) => ({ key: `in/${name}`, label, mask: `masks/${name}.png` }));

describe.skipIf(missing !== undefined)(`on radosgw${missing === undefined ? '' : ` (${missing})`}`, () => {
  const cwd = sharedFolder();
  let server: S3Server;
  const run = (source: string, to: string, ...more: readonly string[]): Promise<CliResult> => {
    const judged = [
      '--metrics',
      'energy,pointing',
      '--classes',
      'label',
      '--shard',
      '2',
      '--engine-threads',
      '1',
    ];
    const args = ['run', source, '--model', miniResnet, ...judged, '--to', to, '--run', 'one', ...more];
    return camline(args, { cwd, env: server.env() });
  };

  beforeAll(async () => {
    server = await S3Server.start('images', 'results');
    const data = join(cwd, 'data');
    for (const folder of ['in', 'masks', 'tars']) mkdirSync(join(data, folder), { recursive: true });
    for (const name of photographs) {
      copyFileSync(join(samples, name), join(data, 'in', name));
      await half(join(samples, name), join(data, 'masks', `${name}.png`));
    }
    const csv = rows.map(({ key, label, mask }) => `${key},${label},${mask}`);
    writeFileSync(join(data, 'list.csv'), ['key,label,mask', ...csv].join('\n'));
    writeFileSync(join(data, 'list.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    await writeParquet(join(data, 'list.jsonl'), join(data, 'list.parquet'));
    writeTars(data);
    for (const [key, bytes] of filesBelow(data)) await server.put('images', `deep/${key}`, bytes);
    for (const [source, to] of [
      ['data/list.jsonl', 'out'],
      ['data/tars/set-{0..1}.tar', 'outTar'],
    ] as const) {
      const local = await run(source, to);
      if (local.exitCode !== 0) throw new Error(local.stderr);
    }
  });
  afterAll(async () => {
    await server?.stop();
  });

  test.each(['list.csv', 'list.parquet'])('%s', async (name) => {
    const to = `s3://results/${name}`;
    expect(await run(`s3://images/deep/${name}`, to)).toMatchObject({ exitCode: 0 });
    const found = await server.objects('results', `${name}/runs/one/`);
    expectSameResults(found, filesBelow(join(cwd, 'out/runs/one')), 8);
    const record = Buffer.from(found.get('records/shard-00000.jsonl')!).toString();
    expect(record).toMatch(/"energyInside":0\.\d+,"pointing":[01]/);
  });

  test('a list on disk of images in a bucket', async () => {
    const root = ['--root', 's3://images/deep'];
    expect(await run('data/list.csv', 's3://results/rooted', ...root)).toMatchObject({ exitCode: 0 });
    const found = await server.objects('results', 'rooted/runs/one/');
    expectSameResults(found, filesBelow(join(cwd, 'out/runs/one')), 8);
  });

  test('tar shards with labels and masks', async () => {
    const pattern = 's3://images/deep/tars/set-{0..1}.tar';
    expect(await run(pattern, 's3://results/tars')).toMatchObject({ exitCode: 0 });
    const found = await server.objects('results', 'tars/runs/one/');
    expectSameResults(found, filesBelow(join(cwd, 'outTar/runs/one')), 8);
    expect(Buffer.from(found.get('records/shard-00001.jsonl')!).toString()).toMatch(
      /"key":"set-1\/rocket\.jpg".*"label":2.*"energyInside":0\.\d/,
    );
  });
});

/** The object is the left half. */
async function half(photo: string, mask: string): Promise<void> {
  const { width, height } = await sharp(photo).metadata();
  const data = Uint8Array.from({ length: width * height }, (_, pixel) =>
    pixel % width < width / 2 ? 255 : 0,
  );
  await sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(mask);
}

async function writeParquet(jsonl: string, path: string): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_json('${jsonl}')) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** Two photographs in the first shard, one in the second: by the system's own program. */
function writeTars(data: string): void {
  const members = join(data, '../members');
  mkdirSync(members);
  for (const [label, name] of photographs.entries()) {
    const stem = basename(name, '.jpg');
    copyFileSync(join(data, 'in', name), join(members, name));
    copyFileSync(join(data, 'masks', `${name}.png`), join(members, `${stem}.mask.png`));
    writeFileSync(join(members, `${stem}.cls`), String(label));
  }
  const of = (name: string): string[] =>
    ['.jpg', '.cls', '.mask.png'].map((end) => basename(name, '.jpg') + end);
  for (const [shard, names] of [photographs.slice(0, 2), photographs.slice(2)].entries()) {
    const tar = join(data, `tars/set-${shard}.tar`);
    const { status, stderr } = spawnSync('tar', ['-cf', tar, '-C', members, ...names.flatMap(of)]);
    if (status !== 0) throw new Error(String(stderr));
  }
}
