/** `camline sanity` beside its slow twin: each stage opened by itself, one image at a time, ranks by counting equals. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import type * as Door from '../../src/index.ts';
import { weightCascade } from '../../src/engine/onnx/wire/weightCascade.ts';
import { sampleImages } from '../../src/check/sample.ts';
import { slice } from '../../src/tensor/tensor.ts';
import { camline, miniResnet } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 180_000 });

const { openModel } = (await import(join(root, 'dist/index.js'))) as typeof Door;
const methods = ['gradcam', 'eigencam'];

/** By definition: how many values lie below, and half of those that are equal. */
function ranks(values: Float32Array): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const below = new Map<number, number>();
  let passed = 0;
  for (const value of [...counts.keys()].toSorted((x, y) => x - y)) {
    below.set(value, passed);
    passed += counts.get(value)!;
  }
  return Array.from(values, (value) => below.get(value)! + counts.get(value)! / 2);
}

function correlation(left: Float32Array, right: Float32Array): number | null {
  const [a, b] = [ranks(left), ranks(right)];
  const mean = left.length / 2;
  const sum = (f: (at: number) => number): number => a.reduce((total, _, at) => total + f(at), 0);
  const product = sum((at) => (a[at]! - mean) * (b[at]! - mean));
  const squares = sum((at) => (a[at]! - mean) ** 2) * sum((at) => (b[at]! - mean) ** 2);
  return squares === 0 ? null : product / Math.sqrt(squares);
}

test('every correlation is the twin’s; maps forget with the network', async () => {
  const cwd = temporaryFolder();
  const args = ['sanity', miniResnet, '--methods', methods.join(','), '--stages', '3', '--seed', '5'];
  const { exitCode, stdout } = await camline([...args, '--json'], { cwd });
  const told = JSON.parse(stdout) as {
    readonly layers: number;
    readonly stages: { readonly randomised: number; readonly correlations: Record<string, number | null> }[];
    readonly verdicts: { readonly method: string; readonly verdict: string }[];
  };
  expect(told.stages.map(({ randomised }) => randomised)).toEqual([0, 1, told.layers]);
  expect(told.stages[0]!.correlations).toEqual({ gradcam: 1, eigencam: 1 });
  expect(exitCode).toBe(told.verdicts.some(({ verdict }) => verdict === 'keeps') ? 1 : 0);
  // EigenCAM asks the layer alone: without its weights nothing changes.
  expect(told.stages[1]!.correlations['eigencam']).toBeCloseTo(1, 6);
  expect(told.stages[1]!.correlations['gradcam']).toBeLessThan(0.99);

  const weights = await weightCascade(miniResnet);
  const maps = async (path: string, classes?: readonly number[]) => {
    const model = await openModel(path, { cache: null });
    const images = sampleImages(model.facts, null);
    const found: { data: Float32Array; class: number }[][] = [];
    for (const method of methods) {
      const row = [];
      for (let image = 0; image < 4; image++) {
        const one = slice(images, image, image + 1);
        const given = classes === undefined ? {} : { classes: [classes[image]!] };
        const { maps: map, classes: asked } = await model.explain(one, { method, ...given });
        row.push({ data: map.data, class: asked[0]![0]! });
      }
      found.push(row);
    }
    await model.close();
    return found;
  };
  const before = await maps(miniResnet);
  for (const { randomised, correlations } of told.stages.slice(1)) {
    const path = join(cwd, `${randomised}.onnx`);
    writeFileSync(path, weights.bytes(randomised, 5));
    const after = await maps(
      path,
      before[0]!.map((one) => one.class),
    );
    methods.forEach((method, index) => {
      const each = before[index]!.map((one, image) => correlation(one.data, after[index]![image]!.data));
      const known = each.filter((value) => value !== null);
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      // Without a map that has an order, there is no figure on either side.
      const difference = Number.isNaN(mean) ? 0 : (correlations[method] ?? NaN) - mean;
      expect(correlations[method] === null, method).toBe(Number.isNaN(mean));
      expect(Math.abs(difference), `${method} ${randomised}`).toBeLessThan(1e-3);
    });
  }
});
