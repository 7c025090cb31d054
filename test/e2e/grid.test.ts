/** Rows and columns of a transformer's tokens, from the graph and as the user says. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { camline, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { smallTransformer } from '../unit/engine/onnx/passes/support/smallTransformer.ts';

const vit = join(root, 'test/fixtures/goldens/mini_vit.onnx');
const chelsea = join(samples, 'chelsea.jpg');
/** Patches of 2x2 from an image of 8x12 that are cut by reshaping: nothing in the graph tells that they are 4x6. */
const untold = await smallTransformer({ end: 'class', cut: 'reshape', size: [8, 12] }).save();
/** Of a .npy file: "(1, 8, 8)". */
const shapeIn = (file: string): string =>
  /'shape': (\([^)]*\))/.exec(readFileSync(file).subarray(0, 128).toString('latin1'))![1]!;

test.each([
  ['from the graph', vit, 'blocks.2.norm1', '[n, 65, 48]', '8x8', []],
  ['as the user says', untold, 'norm2', '[n, 25, 6]', '4x6', ['--grid', '4x6']],
])('tokens make a map: %s', async (_how, model, layer, shape, grid, more) => {
  const cwd = temporaryFolder();
  const layers = await camline(['layers', '--model', model, '--json', ...more], { cwd });
  expect(layers.stderr).toBe('');
  const listed = (
    JSON.parse(layers.stdout) as { layers: { name: string; shape: string; spatial: number[] }[] }
  ).layers;
  const found = listed.find(({ name, shape: size }) => name.startsWith(layer) && size === shape)!;
  expect(found.spatial.slice(1).join('x')).toBe(grid);
  const args = ['explain', chelsea, '--model', model, '--layers', found.name, '--out', 'out', ...more];
  const { exitCode, stderr } = await camline(args, { cwd });
  expect(exitCode, stderr).toBe(0);
  expect(shapeIn(join(cwd, 'out/chelsea.gradcam.map.npy'))).toBe(`(${grid.replace('x', ', ')})`);
});

test('without it the error says how many tokens there are, and how to say their grid', async () => {
  const { exitCode, stderr } = await camline(['explain', chelsea, '--model', untold], {
    cwd: temporaryFolder(),
  });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/tokens an image make no square.*--grid HxW.*\[LAYER_UNUSABLE\]/);
});

test('a run has its grid in the request: workers read the file so, and another grid is another run', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'photos'));
  copyFileSync(chelsea, join(cwd, 'photos/cat.jpg'));
  const run = (grid: string) =>
    camline(
      ['run', 'photos', '--model', untold, '--to', 'out', '--run', 'a', '--outputs', 'maps', '--grid', grid],
      { cwd },
    );
  const first = await run('4x6');
  expect(first.exitCode, first.stderr).toBe(0);
  expect(shapeIn(join(cwd, 'out/runs/a/maps/gradcam/shard-00000.npy'))).toBe('(1, 1, 4, 6)');
  const second = await run('6x4');
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toMatch(/--model grid: 4,6 → 6,4.*\[RUN_MISMATCH\]/);
});
