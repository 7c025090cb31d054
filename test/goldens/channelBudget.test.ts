/** ScoreCAM with the default adaptive budget against the reference's own exact maps of photographs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adaptiveShare } from '../../src/config/channelBudget.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { spearman } from '../../src/metrics/comparison/spearman.ts';
import { explainMany } from '../../src/model/explain.ts';
import { item } from '../../src/tensor/tensor.ts';
import { readGolden } from '../support/golden.ts';

const golden = readGolden('test/fixtures/real', 'efficientnet_lite0');
const exact = golden.cases.find(
  ({ method, layer, aug_smooth: smooth }) => method === 'scorecam' && layer === 'head' && smooth !== true,
);
let engine: Engine;

beforeAll(async () => {
  engine = await openOnnxEngine('models/efficientnet_lite0.onnx', { threads: 2, batch: 8, chunk: 32 });
});
afterAll(() => engine.close());

test('a fifth of the channels or less, rank correlation of 0.995 or more', async () => {
  const [explanation] = await explainMany(
    engine,
    golden.tensor('input'),
    { methods: ['scorecam'], layers: ['head'], classes: golden.classes, channels: { share: adaptiveShare } },
    8,
  );
  golden.classes.forEach((_, image) => {
    const { channelsScored, channelsTotal } = explanation!.figures[image]!;
    expect(channelsScored! / channelsTotal!).toBeLessThanOrEqual(0.2);
    const reference = item(golden.tensor(exact!.cam!), image).data;
    expect(spearman(item(explanation!.maps, image).data, reference)).toBeGreaterThanOrEqual(0.995);
  });
});
