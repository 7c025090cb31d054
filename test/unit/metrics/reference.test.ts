/** ROAD (without its noise) and the confidence metrics against pytorch-grad-cam's own numbers over the same network and maps. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { confidence } from '../../../src/metrics/confidence.ts';
import { road, roadPercentiles, roadRemovals, writeImputed } from '../../../src/metrics/road.ts';
import { softmax } from '../../../src/tensor/softmax.ts';
import { item, type Tensor } from '../../../src/tensor/tensor.ts';
import { readGolden } from '../../support/golden.ts';

interface ReferenceCase {
  readonly folder: string;
  readonly name: string;
  readonly file: string;
  readonly cam: string;
  readonly image: number;
  readonly class: number;
  readonly score: number;
  readonly morf: readonly number[];
  readonly lerf: readonly number[];
  readonly road: number;
  readonly confidenceDrop: number;
  readonly increase: number;
}

const gate = 1e-3;
const { percentiles, cases } = JSON.parse(readFileSync('test/fixtures/metrics/gradcam.json', 'utf8')) as {
  percentiles: number[];
  cases: ReferenceCase[];
};

const engines = new Map<string, Promise<Engine>>();
const engineOf = (file: string): Promise<Engine> => {
  const opened =
    engines.get(file) ?? openOnnxEngine(file, { threads: 2, batch: 9, chunk: 9, grid: null, output: null });
  engines.set(file, opened);
  return opened;
};
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
});

const scores = async (
  engine: Engine,
  images: readonly Float32Array[],
  index: number,
): Promise<Float32Array> => {
  const data = new Float32Array(images.length * images[0]!.length);
  images.forEach((image, at) => data.set(image, at * image.length));
  const { logits } = await engine.forward({ data, shape: [images.length, ...engine.facts.input] }, []);
  return Float32Array.from(images, (_, at) => softmax(item(logits, at).data)[index]!);
};

test('the reference used the same percentiles', () => {
  expect(percentiles).toEqual([...roadPercentiles]);
  expect(cases.length).toBeGreaterThanOrEqual(10);
});

describe.each(cases.map((given) => [`${given.name} ${given.cam}, image ${given.image}`, given] as const))(
  '%s',
  (_, given) => {
    const golden = readGolden(given.folder, given.name);
    const image = item(golden.tensor('input'), given.image);
    const map: Tensor = item(golden.tensor(given.cam), given.image);
    const judged = { image, map, flat: false, score: given.score, region: null };

    test('ROAD at every percentile, and combined', async () => {
      const engine = await engineOf(given.file);
      const noNoise = new Float32Array(image.data.length);
      const images = roadRemovals(map.data).map((removal) => {
        const out = new Float32Array(image.data.length);
        writeImputed({ image }, removal, noNoise, out);
        return out;
      });
      const found = await scores(engine, images, given.class);
      const changes = Array.from(found, (score) => score - given.score);
      const wanted = [...given.morf, ...given.lerf];
      changes.forEach((change, at) =>
        expect(
          Math.abs(change - wanted[at]!),
          `percentile ${at}: ${change} for ${wanted[at]}`,
        ).toBeLessThanOrEqual(gate),
      );
      const { figures } = road.trial(judged).judge(found);
      expect(Math.abs(figures['road']! - given.road)).toBeLessThanOrEqual(gate);
    });

    test('confidence', async () => {
      const trial = confidence.trial(judged);
      const out = new Float32Array(image.data.length);
      trial.write(0, out);
      const { figures } = trial.judge(await scores(await engineOf(given.file), [out], given.class));
      expect(Math.abs(figures['confidenceDrop']! - given.confidenceDrop)).toBeLessThanOrEqual(1e-4);
      expect(figures['increase']).toBe(given.increase);
    });
  },
);
