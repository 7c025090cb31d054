/** Commands that look and write nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { methods } from '../../src/methods/registry.ts';
import { camline, miniResnet } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const cwd = sharedFolder();

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await camline(['--version'], { cwd })).stdout).toBe(version);
});

test('methods lists every method there is, with its paper', async () => {
  const { stdout } = await camline(['methods'], { cwd });
  const lines = stdout.split('\n');
  for (const { name, paper, formula } of methods) {
    const at = lines.findIndex((line) => line.startsWith(`${name} `) && line.endsWith(paper));
    expect([name, lines[at + 1]?.trim()]).toEqual([name, formula]);
  }
  const listed = JSON.parse((await camline(['methods', '--json'], { cwd })).stdout) as {
    methods: { name: string }[];
  };
  expect(listed.methods.map(({ name }) => name)).toEqual(methods.map(({ name }) => name));
});

test('layers marks the default, names shapes and refuses no layer that explain takes', async () => {
  const { stdout, exitCode } = await camline(['layers', '--model', miniResnet], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\* +layer4 +\[n, 384, 3, 3\]/m);
  const { layers, model } = JSON.parse(
    (await camline(['layers', '--model', miniResnet, '--json'], { cwd })).stdout,
  ) as {
    layers: { name: string; default: boolean; spatial: number[] | null }[];
    model: { classCount: number };
  };
  expect(model.classCount).toBe(10);
  expect(layers.filter((layer) => layer.default)).toMatchObject([{ name: 'layer4', spatial: [384, 3, 3] }]);
  for (const name of ['layer3', 'layer2.0']) expect(layers.map((layer) => layer.name)).toContain(name);
});

/** What a machine may lack without harm: servers that nobody named, and GPUs. */
const optional = ['redis-server', 'S3', 'CUDA', 'WebGPU'];

test('doctor finds what it needs here', async () => {
  const { stdout, exitCode } = await camline(['doctor', '--json'], { cwd });
  const { healthy, findings } = JSON.parse(stdout) as {
    healthy: boolean;
    findings: { name: string; ok: boolean; detail: string }[];
  };
  const missing = findings.filter(({ ok }) => !ok).map(({ name }) => name);
  expect(missing.filter((name) => !optional.includes(name))).toEqual([]);
  expect(findings.find(({ name }) => name === 'ONNX Runtime')?.detail).toContain('cpu');
  expect([healthy, exitCode]).toEqual([true, 0]);
});

test('doctor says what is missing for what, and fails', async () => {
  const env = { CAMLINE_REDIS_URL: 'redis://user:secret@127.0.0.1:1' };
  const { stdout, exitCode } = await camline(['doctor'], { cwd, env });
  expect(stdout).toMatch(/^MISSING +Redis .*needed for: the queue that CAMLINE_REDIS_URL names/m);
  expect(stdout).not.toContain('secret');
  expect(exitCode).toBe(5);
});

test('doctor looks at the queue’s folder: what a run could not use is not ready', async () => {
  const { stdout, exitCode } = await camline(['doctor'], { cwd, env: { CAMLINE_HOME: '/proc/camline' } });
  expect(stdout).toMatch(/^MISSING +write access .*\/proc takes no new folders.*CAMLINE_HOME/m);
  expect(exitCode).toBe(5);
});
