import { expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from '../../../src/storage/npy.ts';
import { toFloat32 } from '../../../src/engine/onnx/passes/toFloat32.ts';
import { tensor } from '../../../src/tensor/tensor.ts';

/** A reader of the format as its specification has it, byte by byte. */
function readNpy(bytes: Uint8Array): {
  header: string;
  shape: number[];
  values: number[];
  dataStart: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const dataStart = 10 + view.getUint16(8, true);
  const header = String.fromCharCode(...bytes.subarray(10, dataStart));
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const values: number[] = [];
  for (let at = dataStart; at < bytes.length; at += 4) values.push(view.getFloat32(at, true));
  return { header, shape, values, dataStart };
}

test.each([[[3]], [[2, 3]], [[2, 1, 4]], [[0, 7, 7]], [[]], [[12345, 1]]])('shape %j', (shape) => {
  const count = shape.reduce((product, dim) => product * dim, 1);
  const data = Float32Array.from({ length: count }, (_, index) => Math.fround(index * 0.1 - 1));
  const read = readNpy(encodeNpy(tensor(data, shape)));
  expect(read.shape).toEqual(shape);
  expect(read.values).toEqual([...data]);
  expect(read.dataStart % 64).toBe(0);
  expect(read.header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(.*\), \} *\n$/);
});

test('a view writes its own part only', () => {
  const whole = Float32Array.from([1, 2, 3, 4, 5, 6]);
  expect(readNpy(encodeNpy(tensor(whole.subarray(2, 4), [1, 2]))).values).toEqual([3, 4]);
});

test('NumPy asks for a comma after the only dimension', () => {
  expect(readNpy(encodeNpy(tensor(new Float32Array(3), [3]))).header).toContain("'shape': (3,)");
});

test('half precision: two bytes a value, the largest in place of what is beyond it', () => {
  const values = Float32Array.of(0, 1 / 3, -2.5, 70_000, -Infinity, NaN);
  const bytes = encodeNpy(tensor(values, [2, 3]), 'float16');
  const start = 10 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  expect(new TextDecoder('latin1').decode(bytes.subarray(10, start))).toContain("'descr': '<f2'");
  const read = toFloat32({ type: 'float16', shape: [6], bytes: bytes.subarray(start) }).bytes;
  expect([...new Float32Array(Uint8Array.from(read).buffer)]).toEqual([
    0,
    0.333251953125,
    -2.5,
    65_504,
    -65_504,
    NaN,
  ]);
});

test('what was written in either precision is read again, from wherever it lies in memory', () => {
  const values = Float32Array.of(0, 0.5, -2.5, 1024, 3, 6e-8);
  for (const element of ['float32', 'float16'] as const) {
    const bytes = encodeNpy(tensor(values, [2, 3]), element);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const read = decodeNpy(shifted.subarray(1), 'x.npy');
    expect(read.shape).toEqual([2, 3]);
    read.data.forEach((value, at) => expect(value).toBeCloseTo(values[at]!, element === 'float32' ? 12 : 7));
    expect(() => decodeNpy(bytes.subarray(0, -1), 'x.npy')).toThrow(/in x\.npy/);
  }
});
