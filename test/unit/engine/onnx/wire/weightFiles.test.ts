import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { expect, test } from 'vitest';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { openSession } from '../../../../../src/engine/onnx/sessions/session.ts';
import { encodeModel } from '../../../../../src/engine/onnx/wire/encodeModel.ts';
import { WeightFiles } from '../../../../../src/engine/onnx/wire/weightFiles.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

/** x [1, 32] times two matrices in one buffer, the second at an odd place, plus a small constant. */
function twoMatrices(): { builder: ModelBuilder; expected: Float32Array } {
  const size = 32;
  const matrices = [noise([size, size], 3), noise([size, size], 4)];
  const bytes = size * size * 4;
  const buffer = new Uint8Array(2 * bytes + 3);
  const builder = new ModelBuilder();
  let value = builder.input('x', [1, size]);
  let row = noise([1, size]).data;
  matrices.forEach(({ data }, index) => {
    const at = index * (bytes + 3);
    buffer.set(new Uint8Array(data.buffer), at);
    const constant = {
      type: 'float32',
      shape: [size, size],
      bytes: buffer.subarray(at, at + bytes),
    } as const;
    const weight = builder.graph.constant(`w${index}`, constant);
    value = builder.node('MatMul', `m${index}`, [value, weight]);
    row = Float32Array.from({ length: size }, (_, column) =>
      row.reduce((sum, x, at) => sum + x * data[at * size + column]!, 0),
    );
  });
  builder.gives(builder.node('Add', 'y', [value, builder.scalar('half', 0.5)]));
  return { builder, expected: row.map((each) => each + 0.5) };
}

test('large constants stay in their buffers, small ones go into the message', () => {
  const { builder } = twoMatrices();
  const weights = new WeightFiles();
  const model = fromBinary(ModelProtoSchema, encodeModel(builder.graph, 20, weights.place));
  const placed = model.graph!.initializer.map(({ name, rawData, externalData }) => [
    name,
    rawData.length,
    Object.fromEntries(externalData.map(({ key, value }) => [key, value])),
  ]);
  expect(placed).toEqual([
    ['w0', 0, { location: 'weights-0', offset: '0', length: '4096' }],
    ['w1', 0, { location: 'weights-0', offset: '4099', length: '4096' }],
    ['half', 4, {}],
  ]);
  expect(weights.files.map(({ path, data }) => [path, data.length])).toEqual([['weights-0', 8195]]);
  expect(weights.files[0]!.data.buffer).toBe(builder.graph.find('w0')!.constant!.bytes.buffer);
});

test.each([true, false])(
  'a session (optimised: %s) computes with what lies outside the message',
  async (optimise) => {
    const { builder, expected } = twoMatrices();
    const session = await openSession(builder.graph, { threads: 1, optimise });
    const { 'y:0': y } = await session.run({ x: noise([1, 32]) });
    await session.close();
    expect((y!.data as Float32Array).every((value, at) => Math.abs(value - expected[at]!) < 1e-4)).toBe(true);
  },
);
