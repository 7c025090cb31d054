import { expect, test } from 'vitest';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { tinyClassifier } from '../../../../support/onnxModel.ts';

const threads = 1;
const n = { perImage: 1 };

test.each([
  [6, /opset 6; opsets 7 to 23 are supported.*convert_version/],
  [27, /opset 27; opsets 7 to 23 are supported\. Export it again with opset 20\.$/],
  [9999, /opset 9999; opsets 7 to 23 are supported/],
])('opset %d is refused, and the file is named', async (opset, says) => {
  const path = await tinyClassifier(n).save(opset);
  const { code, message } = await failure(() => prepareModel(path, { threads }));
  expect(code).toBe('MODEL_UNSUPPORTED');
  expect(message).toMatch(says);
  expect(message).toContain(path);
});

test('opset 24 is tried, and said to be newer than what is supported', async () => {
  const { facts } = await prepareModel(await tinyClassifier(n).save(24), { threads });
  expect(facts.notes).toEqual([
    expect.stringMatching(/opset 24, and opsets 7 to 23 are supported.*camline check/),
  ]);
  expect((await prepareModel(await tinyClassifier(n).save(23), { threads })).facts.notes).toEqual([]);
});
