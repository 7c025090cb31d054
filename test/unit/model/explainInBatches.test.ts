import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { explainMany } from '../../../src/model/explain.ts';
import { explainInBatches, type Part } from '../../../src/model/explainInBatches.ts';
import type { Explanation, ExplainManyOptions } from '../../../src/model/types.ts';
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

test('parts of two give what the whole gives at once, in order', async () => {
  const sent: (Part | undefined)[] = [];
  const inParts = await explainInBatches(five, 2, (images, part) => {
    sent.push(part);
    return explainMany(engine, images, options, 2, part);
  });
  expect(sent).toEqual([0, 2, 4].map((from) => ({ from, of: 5 })));
  expect(inParts).toEqual(await explainMany(engine, five, options, 2));
  expect(inParts[0]!.rows.map(({ image }) => image)).toEqual([0, 1, 1, 2, 3, 4]);
});

test('one is sent ahead, no more', async () => {
  let open = 0;
  const most: number[] = [];
  await explainInBatches(five, 1, async (images, part) => {
    most.push(++open);
    const answer = await explainMany(engine, images, options, 1, part);
    open--;
    return answer;
  });
  expect(Math.max(...most)).toBe(2);
});

test('what is wrong with the last image is found with the first part', async () => {
  const wrong = { ...options, classes: [0, 0, 0, 0, 1e6] };
  const computed: Explanation[][] = [];
  const explain = async (images: typeof five, part?: Part): Promise<Explanation[]> => {
    const answer = await explainMany(engine, images, wrong, 2, part);
    computed.push(answer);
    return answer;
  };
  await expect(explainInBatches(five, 2, explain)).rejects.toMatchObject({ code: 'CLASS_UNKNOWN' });
  expect(computed).toEqual([]);
});

test.each([
  ['too little data', { data: five.data.subarray(1), shape: five.shape }],
  ['another shape', { data: five.data, shape: [five.data.length] }],
])('%s is refused as a whole', async (_what, images) => {
  const explain = (part: typeof five): Promise<Explanation[]> =>
    explainMany(engine, part, { methods: ['gradcam'] }, 2);
  await expect(explainInBatches(images, 2, explain)).rejects.toThrow(
    `received ${images.shape.length === 1 ? `[${images.shape[0]}]` : `a Float32Array of ${images.data.length}`}`,
  );
});
