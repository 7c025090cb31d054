import { expect, test } from 'vitest';
import { layerLines, oneModel } from '../../../../src/cli/layers/layers.ts';
import type { ModelFacts } from '../../../../src/engine/engine.ts';

const facts = {
  input: [3, 8, 8],
  classCount: 5,
  opset: 17,
  exporter: 'pytorch 2.14.0',
  notes: ['The softmax at the end was cut off.'],
} as unknown as ModelFacts;

test('the default is marked, what has no map is marked, a grid of tokens is told, notes come last', () => {
  const layer = {
    name: 'stem',
    tensor: 't',
    view: null,
    shapeText: '[n, 4, 8, 8]',
    op: 'Conv',
    isDefault: false,
  };
  const tokens = { kind: 'tokens', leading: 1, rows: 7, columns: 7 } as const;
  expect(
    layerLines(facts, [
      { ...layer, spatial: [4, 8, 8] },
      { ...layer, name: 'vit', view: tokens, spatial: [4, 7, 7], shapeText: '[n, 50, 4]', op: 'Add' },
      { ...layer, name: 'body', spatial: [4, 8, 8], isDefault: true },
      { ...layer, name: 'fc', spatial: null, shapeText: '[n, 5]', op: 'Gemm' },
    ]),
  ).toEqual([
    'input [n, 3, 8, 8], 5 classes, opset 17, written by pytorch 2.14.0',
    '   LAYER  SHAPE              OP    TENSOR',
    '   stem   [n, 4, 8, 8]       Conv  t',
    '   vit    [n, 50, 4] as 7x7  Add   t',
    '*  body   [n, 4, 8, 8]       Conv  t',
    '-  fc     [n, 5]             Gemm  t',
    '* taken when no layer is asked for    - no spatial map: cannot be explained',
    'note: The softmax at the end was cut off.',
  ]);
});

test('a file that takes its axes in another order is said to', () => {
  const [header] = layerLines({ ...facts, source: { layout: 'channelsLast' } } as ModelFacts, []);
  expect(header).toBe(
    'input [n, 3, 8, 8] (the file takes NHWC: [n, 8, 8, 3]), 5 classes, opset 17, written by pytorch 2.14.0',
  );
});

test('the model is named once, as an argument or as an option', () => {
  expect([oneModel('a', undefined), oneModel(undefined, 'a'), oneModel('a', 'a')]).toEqual(['a', 'a', 'a']);
  expect(() => oneModel(undefined, undefined)).toThrow('Expected a model: camline layers MODEL.onnx');
  expect(() => oneModel('a', 'b')).toThrow('received two: a and --model b');
});
