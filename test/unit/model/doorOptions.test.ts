import { describe, expect, test } from 'vitest';
import {
  checkedCheck,
  checkedEvaluate,
  checkedExplain,
  checkedExplainMany,
  checkedName,
  checkedOpening,
  checkedTensor,
} from '../../../src/model/doorOptions.ts';
import { failure } from '../../support/failure.ts';

describe('options as they should be come back as they were', () => {
  test.each([
    [checkedExplain, {}],
    [checkedExplain, { method: 'gradcam', layers: ['a'], classes: [1, [2, 3], undefined], augSmooth: true }],
    [checkedExplainMany, { methods: ['gradcam', 'scorecam'], eigenSmooth: false }],
    [(options: unknown) => checkedOpening('m.onnx', options), { device: 'cpu', batch: 4, grid: [7, 7] }],
  ])('%s %j', (check, options) => {
    expect(check(options)).toEqual(options);
  });

  test('a tensor keeps its very buffer', () => {
    const data = new Float32Array(3);
    expect(checkedTensor({ data, shape: [1, 3, 1, 1] }).data).toBe(data);
  });
});

const maps = { data: new Float32Array(1), shape: [1, 1, 1] };

test.each([
  ['a misspelt option', () => checkedExplain({ layer: ['a'] }), /"layer".*mean "layers".*method, layers/],
  ['methods for explain', () => checkedExplain({ methods: ['gradcam'] }), /option of explain "methods"/],
  ['one layer as a text', () => checkedExplain({ layers: 'head' }), /layers: expected a list of layer names/],
  ['classes as a number', () => checkedExplain({ classes: 3 }), /classes: expected a list with one entry/],
  ['a class as a text', () => checkedExplain({ classes: ['3'] }), /classes\.0: expected a class index/],
  ['yes as a text', () => checkedExplain({ augSmooth: 'yes' }), /augSmooth: expected true or false/],
  ['progress as a text', () => checkedCheck({ onProgress: 'bar' }), /onProgress: expected a function/],
  ['an unknown check option', () => checkedCheck({ layer: 'a' }), /"layer".*photo, layers/],
  ['rows of numbers', () => checkedEvaluate({ metrics: [], maps, rows: [1] }), /rows\.0/],
  ['a region as a text', () => checkedExplain({ regions: ['left'] }), /regions\.0: expected \{ box/],
  ['no options object', () => checkedExplain(null), /options of explain/],
  ['a list as options', () => checkedExplain([]), /options of explain/],
  ['no methods', () => checkedExplainMany({}), /methods: expected a list of names/],
  [
    'another device',
    () => checkedOpening('m', { device: 'gpu' }),
    /device: expected auto, cpu, cuda, cuda:N, webgpu, coreml or directml/,
  ],
  ['half a thread', () => checkedOpening('m', { engineThreads: 1.5 }), /engineThreads: .* 1 to 256/],
  ['no batch', () => checkedOpening('m', { batch: 0 }), /batch: .* 1 to 1024/],
  ['a grid of one', () => checkedOpening('m', { grid: [7] }), /grid: expected \[rows, columns\]/],
  [
    'a budget of no channels',
    () => checkedExplain({ channels: { top: 0 } }),
    /channels\.top: expected a whole number/,
  ],
  [
    'a share of all',
    () => checkedExplain({ channels: { share: 1 } }),
    /channels\.share: expected a number between 0 and 1/,
  ],
  ['two budgets', () => checkedExplain({ channels: { top: 3, share: 0.1 } }), /channels: expected/],
  ['an empty output', () => checkedOpening('m', { output: '' }), /output: expected the name/],
  ['an empty cache folder', () => checkedOpening('m', { cache: '' }), /cache: expected the path of a folder/],
  [
    'a cache that is no path',
    () => checkedOpening('m', { cache: 3 }),
    /cache: expected the path of a folder/,
  ],
  ['an unknown option', () => checkedOpening('m', { threads: 2 }), /"threads".*engineThreads/],
])('%s is CONFIG_INVALID and says what is allowed', async (_what, check, text) => {
  const { code, message } = await failure(check);
  expect(code).toBe('CONFIG_INVALID');
  expect(message).toMatch(text);
});

test.each([
  ['nothing', undefined],
  ['a list', [1, 2]],
  ['plain numbers', { data: [1, 2, 3], shape: [1, 3, 1, 1] }],
  ['no shape', { data: new Float32Array(3) }],
  ['half a pixel', { data: new Float32Array(3), shape: [1, 3, 0.5, 1] }],
])('%s as images is INPUT_INVALID', async (_what, input) => {
  expect(await failure(() => checkedTensor(input))).toMatchObject({ code: 'INPUT_INVALID' });
});

test.each([undefined, '', 7, null])('path %j is MODEL_NOT_FOUND', async (path) => {
  expect(await failure(() => checkedOpening(path, {}))).toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

test('a layer is a name', async () => {
  expect(checkedName('head')).toBe('head');
  expect(checkedName(undefined)).toBeUndefined();
  expect(await failure(() => checkedName(4))).toMatchObject({ code: 'LAYER_UNKNOWN' });
});
