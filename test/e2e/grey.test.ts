/** A network that takes grey images: digits, X-rays. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { camline, samples } from '../support/cli.ts';
import { ModelBuilder } from '../support/onnxModel.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const cwd = sharedFolder();
const photo = join(samples, 'chelsea.jpg');

/** [n, 1, 20, 36] */
function greyNetwork(): Uint8Array {
  const made = new ModelBuilder();
  const map = made.node('Relu', '/body/Relu', [
    made.conv('/body/Conv', made.input('x', [{ perImage: 1 }, 1, 20, 36]), [1, 6]),
  ]);
  const flat = made.node('Flatten', 'flat', [made.node('GlobalAveragePool', 'pool', [map])], { axis: 1 });
  return made.gives(made.node('Gemm', 'fc', [flat, made.floats('fc.weight', [6, 4], 3)])).encode();
}

test('explain, with a card that says so and with the defaults; gradients of pixels too', async () => {
  writeFileSync(join(cwd, 'plain.onnx'), greyNetwork());
  writeFileSync(join(cwd, 'carded.onnx'), greyNetwork());
  const card = {
    input: { width: 36, height: 20 },
    resize: { rule: 'exact', size: { width: 36, height: 20 }, filter: 'bilinear' },
    crop: 'none',
    channels: 'grey',
    mean: [0.1307],
    std: [0.3081],
  };
  writeFileSync(join(cwd, 'carded.json'), JSON.stringify(card));
  for (const model of ['plain.onnx', 'carded.onnx']) {
    const how = [
      '--method',
      'gradcam,scorecam,fullgrad,integratedgradients',
      '--guided',
      '--out',
      model.slice(0, 6),
    ];
    const { exitCode, stderr } = await camline(['explain', photo, '--model', model, ...how], { cwd });
    expect(exitCode, stderr).toBe(0);
    expect(stderr.includes('ImageNet'), stderr).toBe(model === 'plain.onnx');
    expect(readdirSync(join(cwd, model.slice(0, 6)))).toContain('chelsea.gradcam.overlay.jpg');
  }
});

test('check and run', async () => {
  writeFileSync(join(cwd, 'net.onnx'), greyNetwork());
  const checked = await camline(['check', 'net.onnx', '--photo', photo], { cwd });
  expect(checked.stdout, checked.stderr).toMatch(/^FINE: /m);
  mkdirSync(join(cwd, 'photos'));
  cpSync(photo, join(cwd, 'photos', 'chelsea.jpg'));
  const how = ['--methods', 'gradcam,smoothgrad', '--to', 'out', '--run', 'r'];
  const run = await camline(['run', 'photos', '--model', 'net.onnx', ...how], { cwd });
  expect(run.exitCode, run.stderr).toBe(0);
});
