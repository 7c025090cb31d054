/** The contract on files written here: one whose batch is open, one that takes no more than one image at a time, one without kinks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Graph } from '../../src/engine/onnx/ir/graph.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { workingOpset } from '../../src/engine/onnx/ir/opset.ts';
import { encodeModel } from '../../src/engine/onnx/wire/encodeModel.ts';
import { randomTensor, residualGraph } from '../unit/engine/onnx/graphs/support/residualNet.ts';
import { engineContract, type EngineUnderTest } from './engineContract.ts';
import { engineDerivatives } from './engineDerivatives.ts';

const folder = mkdtempSync(join(tmpdir(), 'camline-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, graph: Graph): string {
  const path = join(folder, name);
  graph.outputs[0]!.shape = null;
  writeFileSync(path, encodeModel(graph, workingOpset));
  return path;
}

const options = { threads: 1, batch: 2, chunk: 3 };
const open = written(
  'open.onnx',
  residualGraph((net) => net.input('input', [3, 6, 7])),
);

/** Adds the mean over the batch, so that images depend on each other as soon as there are several. */
const single = written(
  'single.onnx',
  residualGraph((net) => {
    const input = net.input('input', [3, 6, 7]);
    input.shape = [1, 3, 6, 7];
    return net.op('Add', [input, net.op('ReduceMean', [input, net.ints(0)])]);
  }),
);

const smooth = written(
  'smooth.onnx',
  residualGraph((net) => net.input('input', [3, 6, 7]), 'Softplus'),
);

for (const [name, path, hasRectifier] of [
  ['batch open', open, true],
  ['one by one', single, true],
  ['without kinks', smooth, false],
] as const) {
  const subject: EngineUnderTest = {
    name: `onnx: ${name}`,
    open: () => openOnnxEngine(path, options),
    images: randomTensor(12, 5, 3, 6, 7),
    affineLayer: 'features',
    deepLayers: ['inner', 'stem'],
    curvedLayer: hasRectifier ? null : 'stem',
    hasRectifier,
  };
  engineContract(subject);
  engineDerivatives(subject);
}

test('the facts say which of the two goes through one by one, and why', async () => {
  for (const [path, batched] of [
    [open, true],
    [single, false],
  ] as const) {
    const engine = await openOnnxEngine(path, options);
    expect(engine.facts.batched).toBe(batched);
    expect(engine.facts.notes.some((note) => note.includes('one by one'))).toBe(!batched);
    await engine.close();
  }
});
