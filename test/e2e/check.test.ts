/** `camline check`: what a user runs before trusting us with a model. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const cwd = sharedFolder();
const fixture = (path: string): string => join(root, path);

interface Report {
  readonly fine: boolean;
  readonly verdict: string;
  readonly model: { readonly opset: number; readonly source: { readonly batch: number | null } };
  readonly layers: { readonly default: { readonly name: string } | null };
  readonly checkedLayers: readonly string[];
  readonly methods: readonly { readonly name: string; readonly outcome: string; readonly why: string }[];
  readonly findings: readonly { readonly name: string; readonly outcome: string }[];
}

async function reportOf(
  model: string,
  ...more: string[]
): Promise<Report & { exitCode: number | undefined }> {
  const { stdout, stderr, exitCode } = await camline(['check', fixture(model), '--json', ...more], { cwd });
  expect(stdout, stderr).toMatch(/^\{/);
  return { ...(JSON.parse(stdout) as Report), exitCode };
}

test.each([
  ['test/fixtures/goldens/mini_resnet.onnx', 'layer4', null, []],
  ['test/fixtures/goldens/mini_densenet.dynamo.onnx', 'relu_14', 1, []],
  ['test/fixtures/goldens/mini_vit.dynamo.onnx', 'blocks.2.norm1', 1, ['guidedbackprop', 'guidedgradcam']],
  ['test/fixtures/tf/keras_mobilenet.onnx', 'head_relu6', null, []],
  ['models/efficientnet_lite0.onnx', 'head', null, []],
])('%s is fine', async (model, layer, batch, refused) => {
  const report = await reportOf(model);
  expect(report.findings.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(report.verdict).toMatch(/^FINE: /);
  expect([report.fine, report.exitCode]).toEqual([true, 0]);
  expect([report.layers.default?.name, report.model.source.batch]).toEqual([layer, batch]);
  const names = report.methods.filter(({ outcome }) => outcome === 'refused').map(({ name }) => name);
  expect(names).toEqual(refused);
  for (const { name, outcome } of report.findings.filter((finding) => finding.name.startsWith('gradient')))
    expect([name, outcome]).toEqual([name, 'ok']);
});

test('the text tells what a maintainer would ask for, and nothing of progress or this machine', async () => {
  const args = ['check', miniResnet, '--photo', join(samples, 'chelsea.jpg'), '--layers', 'layer2.0,layer4'];
  const { stdout, exitCode } = await camline(args, { cwd });
  expect(exitCode).toBe(0);
  for (const line of [
    /^camline \d+\.\d+\.\d+ checks mini_resnet\.onnx$/m,
    /^written by +pytorch/m,
    /^format +ONNX IR 8, opset 16$/m,
    /^input +float32 \[n, 3, 96, 96\], channels first$/m,
    /^batch +any number of images$/m,
    /^scores +10 logits, as the file gives them; probabilities by softmax$/m,
    /^layers +\d+ tensors, \d+ of them maps; default: layer4 \[n, 384, 3, 3\] \(Relu\)$/m,
    /^26 of 26 methods work: gradcam, /m,
    /^ +ok +gradient at layer2\.0: off by .* along the gradient/m,
    /^ +ok +gradient at layer4: /m,
    /^FINE: 26 of 26 methods work, 7 of 7 checks passed, none failed\.$/m,
  ])
    expect(stdout).toMatch(line);
  expect(stdout).not.toContain(root);
});

test.each([
  ['no model', (): string => join(cwd, 'text.onnx'), [], /looks like text.*\[MODEL_INVALID\]/],
  ['no file', (): string => 'nowhere.onnx', [], /\[MODEL_NOT_FOUND\]/],
  ['unknown layer', (): string => miniResnet, ['--layers', 'layer9'], /"layer9".*\[LAYER_UNKNOWN\]/],
  ['unknown output', (): string => miniResnet, ['--output', 'logit'], /mean "logits".*\[CONFIG_INVALID\]/],
  ['no photograph', (): string => miniResnet, ['--photo', 'no.jpg'], /no\.jpg.*\[SOURCE_NOT_FOUND\]/],
  ['bad grid', (): string => miniResnet, ['--grid', '7'], /--grid.*such as 14x7/],
])('%s: one line and exit code 2', async (_what, model, more, line) => {
  writeFileSync(join(cwd, 'text.onnx'), 'hello');
  const { stdout, stderr, exitCode } = await camline(['check', model(), ...more], { cwd });
  expect(stderr.split('\n')).toEqual([expect.stringMatching(line)]);
  expect([exitCode, stdout]).toEqual([2, '']);
});
