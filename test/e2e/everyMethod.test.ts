/** A run with every method there is, and the two spellings of a method's name. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { methods } from '../../src/methods/registry.ts';
import type { OkRecord } from '../../src/storage/record.ts';
import { camline, miniResnet, samples, type CliResult } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const cwd = sharedFolder();
const run = (id: string, names: readonly string[], ...more: string[]): Promise<CliResult> =>
  camline(
    [
      'run',
      'photos',
      '--model',
      miniResnet,
      '--to',
      'out',
      '--run',
      id,
      '--methods',
      names.join(','),
      ...more,
    ],
    { cwd },
  );
const json = (file: string): unknown => JSON.parse(readFileSync(join(cwd, 'out/runs', file), 'utf8'));
const recordOf = (id: string): OkRecord => json(`${id}/records/shard-00000.jsonl`) as OkRecord;

beforeAll(() => {
  mkdirSync(join(cwd, 'photos'));
  copyFileSync(join(samples, 'chelsea.jpg'), join(cwd, 'photos/cat.jpg'));
});

test(
  'every method: two pictures a class, figures in the record, flat maps told',
  { timeout: 300_000 },
  async () => {
    const names = methods.map(({ name }) => name);
    const { exitCode, stderr, stdout } = await run('all', names, '--classes', '4,6', '--json');
    expect(exitCode, stderr).toBe(0);
    const { explanations } = recordOf('all');
    expect(explanations.map((each) => `${each.method} ${each.class}`)).toEqual(
      methods.flatMap(({ id }) => [`${id} 4`, `${id} 6`]),
    );
    for (const { heatmap, overlay, method } of explanations) {
      expect(
        [heatmap, overlay].filter((key) => key !== null && existsSync(join(cwd, 'out', key))),
      ).toHaveLength(2);
      expect(heatmap).toMatch(new RegExp(`^runs/all/heatmaps/${method}/cat\\.jpg\\.c[46]\\.png$`));
    }
    const withFigures = explanations.filter(({ figures }) => figures !== undefined);
    expect(withFigures.map(({ method }) => method)).toEqual(['integratedgradients', 'integratedgradients']);
    expect(withFigures[0]!.figures!['completenessGap']).toBeTypeOf('number');

    const readNoLayer = new Set(
      explanations.filter(({ layers }) => layers.length === 0).map(({ method }) => method),
    );
    expect([...readNoLayer].sort()).toEqual(
      [
        'fullgrad',
        'inputxgradient',
        'guidedbackprop',
        'integratedgradients',
        'occlusion',
        'rise',
        'saliency',
        'smoothgrad',
      ].sort(),
    );
    expect(readdirSync(join(cwd, 'out/runs/all/maps')).sort()).toEqual(
      methods
        .filter(({ kind }) => kind === 'layer')
        .map(({ id }) => id)
        .sort(),
    );

    const flat = explanations.filter((each) => each.flat).map(({ method }) => method);
    expect(flat).toContain('gradcam');
    expect(Object.keys((JSON.parse(stdout) as { flatMaps: object }).flatMaps).sort()).toEqual(
      [...new Set(flat)].sort(),
    );
    expect(stderr).toMatch(/^camline: warning: flat maps, all zeros: gradcam 1 of 2, /m);
  },
);

test('names become ids wherever they are stored, and both spellings are one request', async () => {
  const spelled = ['gradcam++', 'guidedgradcam', 'occlusion'];
  const first = await run('ids', spelled, '--quiet');
  expect(first.exitCode, first.stderr).toBe(0);
  const { request } = json('ids/run.json') as { request: { methods: string[] } };
  expect(request.methods).toEqual(['gradcampp', 'guidedgradcam', 'occlusion']);
  const files = readdirSync(join(cwd, 'out/runs/ids'), { recursive: true, encoding: 'utf8' });
  expect(files).toContain('overlays/gradcampp/cat.jpg.jpg');
  expect(files.filter((file) => !/^[\w./-]+$/.test(file))).toEqual([]);

  const again = await run('ids', ['GradCAMpp', 'guided-gradcam', 'OCCLUSION']);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stdout).toContain('Nothing to do: run ids was finished before.');
});

test('one method under two names is refused', async () => {
  const { exitCode, stderr } = await run('twice', ['gradcam++', 'gradcampp']);
  expect(stderr).toMatch(/each method once, received "gradcampp" twice.*\[CONFIG_INVALID\]/);
  expect(exitCode).toBe(2);
});
