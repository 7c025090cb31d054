import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { explainMany } from '../../../src/model/explain.ts';
import { explainInBatches, type ExplainPart } from '../../../src/model/explainInBatches.ts';
import type { ExplainManyOptions } from '../../../src/model/types.ts';
import { stacked } from '../../../src/model/batches.ts';
import { readGolden } from '../../support/golden.ts';

const pair = readGolden('test/fixtures/goldens', 'mini_resnet').tensor('input');
const five = stacked([
  pair,
  pair,
  { data: pair.data.slice(0, pair.data.length / 2), shape: [1, ...pair.shape.slice(1)] },
]);
const options: ExplainManyOptions = {
  methods: ['gradcam', 'scorecam'],
  classes: [0, [1, 2], undefined, 3, 4],
};
let engine: Engine;

beforeAll(async () => {
  engine = await openOnnxEngine('test/fixtures/goldens/mini_resnet.onnx', {
    threads: 2,
    batch: 2,
    chunk: 32,
  });
});
afterAll(() => engine.close());

const explaining =
  (batch: number): ExplainPart =>
  (images, given) =>
    explainMany(engine, images, given, batch);

test('parts of two give what the whole gives at once, in order', async () => {
  const sent: [images: number, given: ExplainManyOptions][] = [];
  const inParts = await explainInBatches(engine, five, options, 2, (images, given) => {
    sent.push([images.shape[0]!, given]);
    return explaining(2)(images, given);
  });
  expect(inParts).toEqual(await explainInBatches(engine, five, options, 5, explaining(2)));
  expect(inParts[0]!.rows.map(({ image }) => image)).toEqual([0, 1, 1, 2, 3, 4]);
  expect(sent).toMatchObject([
    [2, { methods: options.methods, classes: [0, [1, 2]] }],
    [2, { methods: options.methods, classes: [undefined, 3] }],
    [1, { methods: options.methods, classes: [4] }],
  ]);
});

test('each part goes with what is said of its own images, and nothing of the others', async () => {
  const regions = [0, 1, 2, 3, 4].map((image) => ({ mask: new Uint8Array(96 * 96).fill(image) }));
  const compareExact = [true, false, true, false, true];
  const sent: ExplainManyOptions[] = [];
  await explainInBatches(
    engine,
    five,
    { methods: ['randomcam'], regions, compareExact },
    2,
    (images, given) => {
      sent.push(given);
      return explaining(2)(images, given);
    },
  );
  expect(sent.map((given) => given.regions)).toEqual([
    regions.slice(0, 2),
    regions.slice(2, 4),
    regions.slice(4),
  ]);
  expect(sent.map((given) => given.compareExact)).toEqual([[true, false], [true, false], [true]]);
});

test('one is sent ahead, no more', async () => {
  let open = 0;
  const most: number[] = [];
  await explainInBatches(engine, five, options, 1, async (images, given) => {
    most.push(++open);
    const answer = await explaining(1)(images, given);
    open--;
    return answer;
  });
  expect(Math.max(...most)).toBe(2);
});

test.each<[string, Partial<ExplainManyOptions>, string]>([
  ['a class', { classes: [0, 0, 0, 0, 1e6] }, 'CLASS_UNKNOWN'],
  ['classes of too few', { classes: [0, 0, 0, 0] }, 'CLASS_UNKNOWN'],
  ['regions of too many', { regions: new Array<undefined>(6).fill(undefined) }, 'INPUT_INVALID'],
])('what is wrong with the last image is found before any is sent: %s', async (_what, wrong, code) => {
  let sent = 0;
  const explain: ExplainPart = (images, given) => {
    sent++;
    return explaining(2)(images, given);
  };
  await expect(explainInBatches(engine, five, { ...options, ...wrong }, 2, explain)).rejects.toMatchObject({
    code,
  });
  expect(sent).toBe(0);
});

test.each([
  ['too little data', { data: five.data.subarray(1), shape: five.shape }],
  ['another shape', { data: five.data, shape: [five.data.length] }],
])('%s is refused as a whole', async (_what, images) => {
  await expect(explainInBatches(engine, images, { methods: ['gradcam'] }, 2, explaining(2))).rejects.toThrow(
    `received ${images.shape.length === 1 ? `[${images.shape[0]}]` : `a Float32Array of ${images.data.length}`}`,
  );
});
