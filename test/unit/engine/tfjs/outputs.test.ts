import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openTfjsEngine } from '../../../../src/engine/tfjs/tfjsEngine.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { tfjsBackend, useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { randomGenerator, uniform } from '../onnx/grad/support/random.ts';

beforeAll(useTfjsBackend);

const float = { T: { type: 'DT_FLOAT' } };
const constant = (name: string, dtype: string): object => ({
  name,
  op: 'Const',
  attr: { dtype: { type: dtype } },
});

/** Two outputs: "scores", pooled and linear, and "mixed", the scores less their mean over all images of the batch. */
function twoOutputs(): string {
  const folder = temporaryFolder();
  const size = (value: number): object => ({ size: String(value) });
  const shape = { shape: { dim: [-1, 4, 4, 2].map(size) } };
  const json = {
    format: 'graph-model',
    modelTopology: {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape } },
        constant('places', 'DT_INT32'),
        constant('images', 'DT_INT32'),
        constant('weights', 'DT_FLOAT'),
        { name: 'pooled', op: 'Mean', input: ['x', 'places'], attr: { ...float, keep_dims: { b: false } } },
        { name: 'scores', op: 'MatMul', input: ['pooled', 'weights'], attr: float },
        { name: 'mean', op: 'Mean', input: ['scores', 'images'], attr: { ...float, keep_dims: { b: true } } },
        { name: 'mixed', op: 'Sub', input: ['scores', 'mean'], attr: float },
      ],
    },
    signature: { outputs: { scores: { name: 'scores:0' }, mixed: { name: 'mixed:0' } } },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'places', shape: [2], dtype: 'int32' },
          { name: 'images', shape: [1], dtype: 'int32' },
          { name: 'weights', shape: [2, 3], dtype: 'float32' },
        ],
      },
    ],
  };
  const weights = Float32Array.of(1, -2, 3, -0.5, 2, 1);
  const bytes = [Int32Array.of(1, 2, 0), weights].map(({ buffer }) => new Uint8Array(buffer));
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(bytes));
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  return join(folder, 'model.json');
}

test.each([
  ['scores', true],
  ['mixed', false],
])(
  'whether images go through together is seen at the output that is explained: %s',
  async (output, batched) => {
    const engine = await openTfjsEngine(twoOutputs(), { batch: 8, chunk: 32, backend: tfjsBackend, output });
    expect(engine.facts.source?.outputs[0]).toBe(output);
    expect(engine.facts.batched).toBe(batched);
    expect(engine.facts.notes.some((note) => note.includes('one by one'))).toBe(!batched);
    const images: Tensor = { data: uniform(3 * 32, randomGenerator(1)), shape: [3, 2, 4, 4] };
    const first: Tensor = { data: images.data.slice(0, 32), shape: [1, 2, 4, 4] };
    const [together, alone] = [await engine.forward(images, []), await engine.forward(first, [])];
    expect(together.logits.data.slice(0, 3)).toEqual(alone.logits.data);
    await engine.close();
  },
);

test('without a name the first that holds scores is taken, and the others are told of', async () => {
  const engine = await openTfjsEngine(twoOutputs(), { batch: 8, chunk: 32, backend: tfjsBackend });
  expect(engine.facts.notes.join()).toContain(
    'The file has 2 outputs; "scores" is taken as the class scores. Another is explained with --output NAME: "mixed".',
  );
  await engine.close();
  const wanted = { batch: 8, chunk: 32, backend: tfjsBackend, output: 'score' };
  await expect(openTfjsEngine(twoOutputs(), wanted)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
