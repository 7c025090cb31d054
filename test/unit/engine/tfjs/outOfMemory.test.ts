/** WebAssembly's memory is really used up: what does not fit is halved, and never computed wrong. */
/* oxlint-disable no-underscore-dangle -- _malloc and _free are what Emscripten calls them */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { CopySizes } from '../../../../src/engine/tfjs/calls/copySizes.ts';
import type { Plan } from '../../../../src/engine/tfjs/run/plan.ts';
import { openTfjsEngine } from '../../../../src/engine/tfjs/tfjsEngine.ts';
import { tf } from '../../../../src/engine/tfjs/tf.ts';
import { item, slice, zeros, type Tensor } from '../../../../src/tensor/tensor.ts';
import { tfjsBackend, useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { randomGenerator, uniform } from '../onnx/grad/support/random.ts';

beforeAll(useTfjsBackend);

const mebibyte = 2 ** 20;

interface Heap {
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/** Takes all of the memory but about `left` bytes in blocks that nobody writes to; gives it back after the test. */
function leaveFree(left: number): void {
  const { wasm } = tf.backend() as unknown as { readonly wasm: Heap };
  const blocks: number[] = [];
  onTestFinished(() => {
    for (const block of blocks) wasm._free(block);
  });
  const kept = wasm._malloc(left);
  for (let size = 512 * mebibyte; size >= mebibyte / 4; size /= 2) {
    for (let block = taken(wasm, size); block !== null; block = taken(wasm, size)) blocks.push(block);
  }
  wasm._free(kept);
}

function taken(wasm: Heap, bytes: number): number | null {
  try {
    return wasm._malloc(bytes) || null;
  } catch {
    return null;
  }
}

const path = 'test/fixtures/tf/keras_resnet/layers/model.json';

test.skipIf(tfjsBackend !== 'wasm')('copies that do not fit are halved, with the same scores', async () => {
  const engine = await openTfjsEngine(path, { batch: 128, chunk: 32, backend: tfjsBackend });
  const images: Tensor = { data: uniform(3 * 96 * 96, randomGenerator(3)), shape: [1, 3, 96, 96] };
  const layer = engine.layer('block3_out');
  const forward = await engine.forward(images, [layer]);
  const maps = slice(item(forward.activations.get(layer.tensor)!, 0), 0, 32);
  const channels = Array.from({ length: 32 }, (_, channel) => channel);
  const masked = (): Promise<Tensor> => engine.scoreMasked(item(images, 0), maps, [0, 1]);
  const ablated = (): Promise<Tensor> => engine.scoreAblated(forward, 0, layer, channels, [0, 1]);
  const expected = [await masked(), await ablated()];
  const alive = tf.memory().numBytes;

  leaveFree(6 * mebibyte);
  expect([await masked(), await ablated()]).toEqual(expected);
  // A whole batch has no smaller way here: who asked for it halves it.
  const batch = engine.forward(zeros([128, 3, 96, 96]), []);
  await expect(batch).rejects.toMatchObject({ code: 'ENGINE_OUT_OF_MEMORY' });
  expect(tf.memory().numBytes).toBe(alive);
  await engine.close();
});

test('as many copies as a gibibyte holds, at most what is asked for, at least one; half of what was too much', () => {
  const plan: Plan = { steps: [], feeds: [], fetches: [] };
  const sizeAt = (bytes: number): number => new CopySizes(32, () => bytes).of(plan);
  expect([0, 10 * mebibyte, 100 * mebibyte, 5000 * mebibyte].map(sizeAt)).toEqual([32, 32, 10, 1]);
  const sizes = new CopySizes(32, () => 0);
  sizes.halve(plan, 20);
  expect(sizes.of(plan)).toBe(10);
  sizes.halve(plan, 1);
  expect(sizes.of(plan)).toBe(1);
});
