import { describe, expect, test } from 'vitest';
import type { RunRequest } from '../../../../src/config/runRequest.ts';
import { CamlineError } from '../../../../src/errors.ts';
import type { Explanation, ExplainManyOptions, ModelDoor } from '../../../../src/model/types.ts';
import { argMax } from '../../../../src/tensor/argMax.ts';
import { FloatPool } from '../../../../src/tensor/floatPool.ts';
import { item, tensor, type Tensor } from '../../../../src/tensor/tensor.ts';
import { explainBatch, type BatchTools } from '../../../../src/worker/executor/explainBatch.ts';
import { smallRequest } from '../../../support/runRequest.ts';

/** Images of one pixel; the network has four classes, whose scores are the pixel times 1, 2, 3, 4. */
const image = (value: number, label?: number, compareExact = false) => ({
  tensor: tensor(Float32Array.of(value), [1, 1, 1]),
  label,
  compareExact,
});
const classCount = 4;

interface Faults {
  /** Images with this pixel make the engine fail. */
  readonly bad?: number;
  /** More rows than this do not fit. */
  readonly memory?: number;
  /** After that many failures the engine answers nothing any more. */
  readonly deadAfter?: number;
}

/** A network small enough to be written down, with faults; `calls` are the pixels of each call. */
function network(faults: Faults = {}) {
  const calls: number[][] = [];
  const options: ExplainManyOptions[] = [];
  let failures = 0;
  const logitsOf = (input: Tensor): Tensor => {
    if (failures >= (faults.deadAfter ?? Infinity)) throw new CamlineError('ENGINE_FAILED', 'dead');
    const pixels = [...input.data];
    if (pixels.length > (faults.memory ?? Infinity)) throw new CamlineError('ENGINE_OUT_OF_MEMORY', 'full');
    if (pixels.includes(faults.bad ?? Number.NaN)) {
      failures++;
      throw new CamlineError('ENGINE_FAILED', 'overflow');
    }
    const scores = pixels.flatMap((pixel) => [1, 2, 3, 4].map((factor) => pixel * factor));
    return tensor(Float32Array.from(scores), [pixels.length, classCount]);
  };
  const door = {
    facts: { input: [1, 1, 1] },
    classify: async (input: Tensor) => logitsOf(input),
    explainMany: async (input: Tensor, given: ExplainManyOptions) => {
      calls.push([...input.data]);
      options.push(given);
      const logits = logitsOf(input);
      const classes = [...input.data].map((_, index) => {
        const ofImage = given.classes?.[index] ?? argMax(item(logits, index).data);
        return typeof ofImage === 'number' ? [ofImage] : ofImage;
      });
      return given.methods.map((method) => explanation(method, input, logits, classes));
    },
  } as unknown as ModelDoor;
  return { door, calls, options };
}

/** A row's map is pixel + class / 10. */
function explanation(
  method: string,
  input: Tensor,
  logits: Tensor,
  classes: readonly (readonly number[])[],
): Explanation {
  const rows = classes.flatMap((ofImage, index) => ofImage.map((given) => ({ image: index, class: given })));
  const values = rows.map((row) => input.data[row.image]! + row.class / 10);
  const maps = tensor(Float32Array.from(values), [rows.length, 1, 1]);
  return {
    method,
    layers: ['layer4'],
    maps,
    look: 'overlay',
    values: null,
    figures: [],
    layerMaps: maps,
    rawRange: values.map((value) => [-value, value]),
    flat: values.map(() => false),
    rows,
    verdicts: rows.map(() => ({ figures: {}, flags: [] })),
    logits,
    probabilities: logits,
    features: null,
    classes,
  };
}

function tools(
  door: ModelDoor,
  changes: Partial<BatchTools> = {},
  request: Partial<RunRequest> = {},
): BatchTools {
  const memory = new FloatPool(2);
  return {
    model: door,
    request: smallRequest(request),
    leastRows: 2,
    limit: { rows: 8 },
    memory,
    ...changes,
  };
}

const fround = (values: readonly number[]) => [...Float32Array.from(values)];

describe('classes', () => {
  test.each([
    ['pred', [[3], [0]]],
    [
      'top3',
      [
        [3, 2, 1],
        [0, 1, 2],
      ],
    ],
    [
      'top2',
      [
        [3, 2],
        [0, 1],
      ],
    ],
    ['label', [[1], [2]]],
    [
      [2, 0],
      [
        [2, 0],
        [2, 0],
      ],
    ],
  ] as const)('%j: each image gets its own rows of the answer', async (choice, expected) => {
    const { door } = network();
    const request = {
      classes: typeof choice === 'string' ? choice : [...choice],
    };
    const outcomes = await explainBatch([image(1, 1), image(-1, 2)], tools(door, {}, request));
    outcomes.forEach((outcome, index) => {
      if (outcome.status !== 'ok') throw new Error(outcome.reason.message);
      const pixel = index === 0 ? 1 : -1;
      const [only] = outcome.explanation.methods;
      expect(only!.classes).toEqual(expected[index]);
      expect([...only!.maps.data]).toEqual(fround(expected[index]!.map((given) => pixel + given / 10)));
      expect(only!.rawRange).toHaveLength(expected[index]!.length);
      expect([...outcome.explanation.logits.data]).toEqual([1, 2, 3, 4].map((factor) => pixel * factor));
    });
  });
});

test('an image that is alone goes in twice, and comes out once', async () => {
  const { door, calls } = network();
  expect(await explainBatch([image(5)], tools(door))).toHaveLength(1);
  expect(calls).toEqual([[5, 5]]);
});

test('unless its whole shard is one image, or the model takes no batches', async () => {
  const { door, calls } = network();
  await explainBatch([image(5)], tools(door, { leastRows: 1 }));
  expect(calls).toEqual([[5]]);
});

test('no image, no call', async () => {
  const { door, calls } = network();
  expect(await explainBatch([], tools(door))).toEqual([]);
  expect(calls).toEqual([]);
});

test('the one image that the engine cannot take is found and failed, the others are explained in order', async () => {
  const { door } = network({ bad: 3 });
  const outcomes = await explainBatch(
    [1, 2, 3, 4, 5].map((value) => image(value)),
    tools(door),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'failed', 'ok', 'ok']);
  expect(outcomes[2]).toEqual({ status: 'failed', reason: { code: 'ENGINE_FAILED', message: 'overflow' } });
  const pixels = outcomes.map((outcome) =>
    outcome.status === 'ok' ? outcome.explanation.logits.data[0] : null,
  );
  expect(pixels).toEqual([1, 2, null, 4, 5]);
});

test('an engine that answers nothing any more blames no image', async () => {
  const { door } = network({ bad: 3, deadAfter: 1 });
  await expect(explainBatch([image(3)], tools(door))).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
});

test('out of memory: halved until it fits, and remembered', async () => {
  const { door, calls } = network({ memory: 3 });
  const given = tools(door);
  const images = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => image(value));
  expect((await explainBatch(images, given)).map(({ status }) => status)).toEqual(Array(8).fill('ok'));
  expect(calls.map((call) => call.length)).toEqual([8, 4, 2, 2, 2, 2]);
  expect(given.limit.rows).toBe(2);
  calls.length = 0;
  await explainBatch(images, given);
  expect(calls.map((call) => call.length)).toEqual([2, 2, 2, 2]);
});

test('one row that does not fit is tried again later, not blamed on the image', async () => {
  const { door, calls } = network({ memory: 0 });
  const failing = explainBatch([image(1)], tools(door));
  await expect(failing).rejects.toMatchObject({ code: 'ENGINE_OUT_OF_MEMORY', retryable: true });
  expect(calls).toEqual([[1, 1], [1]]);
});

test('what concerns the request is thrown', async () => {
  const { door } = network();
  const refusing = {
    ...door,
    explainMany: () => Promise.reject(new CamlineError('GRADIENT_MISSING', 'no rule')),
  } as ModelDoor;
  await expect(explainBatch([image(1), image(2)], tools(refusing))).rejects.toMatchObject({
    code: 'GRADIENT_MISSING',
  });
});

test('a budget of channels goes along, compared for the images of the sample and no copies', async () => {
  const { door, options } = network();
  const channels = { top: 2 };
  await explainBatch([image(1), image(2, undefined, true)], tools(door, {}, { channels }));
  await explainBatch([image(3, undefined, true)], tools(door, {}, { channels }));
  await explainBatch([image(4, undefined, true)], tools(door));
  expect(options).toMatchObject([
    { channels, compareExact: [false, true] },
    { channels, compareExact: [true, false] },
    {},
  ]);
  expect(options[2]).not.toHaveProperty('channels');
});
