/** The built command line with buckets in place of folders, on a real S3 server. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { camline, miniResnet, samples, type CliResult } from '../support/cli.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const missing = radosgwMissing();
const photographs = ['chelsea.jpg', 'coffee.jpg', 'rocket.jpg'];

/** `run.json` of another run, which ended a day earlier where it is the old one. */
function ownRunFile(bytes: Uint8Array, run: string): string {
  const file = JSON.parse(Buffer.from(bytes).toString()) as { finished: { at: string } };
  const at = run === 'old' ? '2001-01-01T00:00:00.000Z' : file.finished.at;
  return JSON.stringify({ ...file, run, finished: { ...file.finished, at } });
}

describe.skipIf(missing !== undefined)(`on radosgw${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: S3Server;
  const cwd = sharedFolder();
  const run = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = server.env(),
  ): Promise<CliResult> => camline(args, { cwd, env });
  const request = [
    '--model',
    miniResnet,
    '--methods',
    'gradcam,layercam',
    '--engine-threads',
    '1',
    '--shard',
    '2',
  ];

  beforeAll(async () => {
    server = await S3Server.start('images', 'results');
    mkdirSync(join(cwd, 'photos/more'), { recursive: true });
    for (const name of photographs) copyFileSync(join(samples, name), join(cwd, 'photos', name));
    writeFileSync(join(cwd, 'photos/more/empty.jpg'), '');
    writeFileSync(join(cwd, 's3.yaml'), `s3Endpoint: ${server.endpoint}\n`);
    const local = await run(['run', 'photos', ...request, '--run', 'one', '--to', 'out']);
    if (local.exitCode !== 0) throw new Error(local.stderr);
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('results in a bucket are those in a folder, and the same command finds them there', async () => {
    const { CAMLINE_S3_ENDPOINT: _, ...keysOnly } = server.env();
    // The endpoint of --config reaches the process that explains.
    const command = [
      '--config',
      's3.yaml',
      'run',
      'photos',
      ...request,
      '--run',
      'one',
      '--to',
      's3://results/a/b',
    ];
    const first = await run(command, keysOnly);
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('s3://results/a/b/runs/one/report.html'),
    });
    expect(first.stderr).not.toContain('NodeVersionSupport');
    expectSameResults(
      await server.objects('results', 'a/b/runs/one/'),
      filesBelow(join(cwd, 'out/runs/one')),
      12,
    );
    expect((await run(command, keysOnly)).stdout).toContain('Nothing to do');
  });

  test('gc tells what may go from a bucket, and deletes it when told to', async () => {
    for (const name of ['old', 'new']) {
      for (const [key, bytes] of filesBelow(join(cwd, 'out/runs/one'))) {
        const own = key === 'run.json' ? ownRunFile(bytes, name) : bytes;
        await server.put('results', `gc/runs/${name}/${key}`, own);
      }
    }
    expect(await run(['gc', 's3://results/gc', '--keep', '1'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/run +old/),
    });
    expect(await run(['gc', 's3://results/gc', '--keep', '1', '--delete'])).toMatchObject({ exitCode: 0 });
    const left = await server.keys('results', 'gc/runs/');
    expect(left.filter((key) => key.startsWith('old/'))).toEqual([]);
    expect(left).toContain('new/run.json');
  });

  test.each([
    ['a bucket that is not there', 's3://nobody', {}, /no such bucket/],
    [
      'credentials that are not accepted',
      's3://results',
      { AWS_SECRET_ACCESS_KEY: 'wrong-canary' },
      /not accepted/,
    ],
    ['an endpoint that is none', 's3://results', { CAMLINE_S3_ENDPOINT: 'ftp://x' }, /expected http/],
  ])('%s: told before anything is done', async (_what, to, env, reason) => {
    const refused = await run(['run', 'photos', ...request, '--to', to], { ...server.env(), ...env });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(reason) });
    expect(refused.stderr).not.toContain('canary');
  });
});
