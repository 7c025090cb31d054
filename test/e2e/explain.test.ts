import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const chelsea = join(samples, 'chelsea.jpg');
const lite0 = join(root, 'models/efficientnet_lite0.onnx');

test('a cat: top classes on stdout, four files', async () => {
  const cwd = temporaryFolder();
  const { stdout, stderr, exitCode } = await camline(['explain', chelsea, '--model', lite0, '--out', 'cat'], {
    cwd,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^282 +tiger cat +0\.[34]\d\d$/m);
  expect(stdout).toContain('gradcam at head for class 282 (tiger cat)');
  const files = [
    'chelsea.gradcam.heatmap.png',
    'chelsea.gradcam.json',
    'chelsea.gradcam.map.npy',
    'chelsea.gradcam.overlay.jpg',
  ];
  expect(readdirSync(join(cwd, 'cat')).sort()).toEqual(files);
});

test('--json says the same as the file, classes by name and index, layers fused', async () => {
  const cwd = temporaryFolder();
  const how = ['--classes', 'espresso,282', '--layers', 'head,blocks.10', '--out', '.', '--json'];
  const { stdout } = await camline(['explain', chelsea, '--model', lite0, ...how], { cwd });
  const summary = JSON.parse(stdout) as {
    layers: string[];
    classes: { class: { index: number }; files: { map: string } }[];
  };
  expect(summary.classes.map((each) => each.class.index)).toEqual([967, 282]);
  expect(summary.layers).toEqual(['head', 'blocks.10']);
  expect(JSON.parse(readFileSync(join(cwd, 'chelsea.gradcam.json'), 'utf8'))).toEqual(summary);
  expect(readFileSync(summary.classes[0]!.files.map).subarray(1, 6).toString()).toBe('NUMPY');
  expect(readdirSync(cwd)).toContain('chelsea.gradcam.c967.overlay.jpg');
});

test('--guided writes what the reference’s cam.py writes, --grid-picture one picture for all', async () => {
  const cwd = temporaryFolder();
  const how = [
    '--guided',
    '--method',
    'gradcam++,saliency',
    '--layers',
    'layer2,layer4',
    '--grid-picture',
    'out/grid.jpg',
    '--out',
    'out',
  ];
  const { stdout, exitCode } = await camline(['explain', chelsea, '--model', miniResnet, ...how], { cwd });
  expect(exitCode).toBe(0);
  const endings = ['overlay.jpg', 'heatmap.png', 'map.npy', 'json'];
  const expected = [
    ...endings.map((ending) => `chelsea.gradcampp.${ending}`),
    ...['cam', 'gb', 'cam_gb'].map((kind) => `chelsea.gradcampp_${kind}.jpg`),
    ...[...endings, 'values.npy'].map((ending) => `chelsea.saliency.${ending}`),
    'grid.jpg',
  ];
  expect(readdirSync(join(cwd, 'out')).sort()).toEqual(expected.sort());
  expect(stdout).toMatch(/^cam_gb +out\/chelsea\.gradcampp_cam_gb\.jpg$/m);
  expect(stdout).toMatch(/^grid +out\/grid\.jpg$/m);
});

test('a flat map is told in the lines, on stderr and in the numbers', async () => {
  const cwd = temporaryFolder();
  const { stdout, stderr, exitCode } = await camline(
    ['explain', chelsea, '--model', miniResnet, '--classes', '4,6'],
    { cwd },
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^gradcam at layer4 for class 6: flat/m);
  expect(stderr).toMatch(/^camline: warning: flat, all zeros: gradcam at layer4 for class 6\. /m);
  const { classes } = JSON.parse(readFileSync(join(cwd, 'chelsea.gradcam.json'), 'utf8')) as {
    classes: { flat: boolean }[];
  };
  expect(classes.map(({ flat }) => flat)).toEqual([false, true]);
});

test('a model without a card is explained with a warning', async () => {
  const cwd = temporaryFolder();
  const { stderr, exitCode } = await camline(
    ['explain', chelsea, '--model', miniResnet, '--method', 'scorecam'],
    { cwd },
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain('no model card beside it');
});

test('--channels tells how many channels the map stands on, --compare-exact how near the exact map is', async () => {
  const cwd = temporaryFolder();
  const how = ['--model', miniResnet, '--method', 'scorecam', '--channels', 'top:20'];
  const { stdout, exitCode } = await camline(['explain', chelsea, ...how, '--compare-exact'], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^channelsScored 20$/m);
  expect(stdout).toMatch(/^exactRankCorrelation 0\.\d+$/m);
  const refused = await camline(['explain', chelsea, '--model', miniResnet, '--channels', 'adaptive'], {
    cwd,
  });
  expect(refused.stderr).toContain('gradcam scores none');
  expect(refused.exitCode).not.toBe(0);
});
