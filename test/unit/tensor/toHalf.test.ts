import { expect, test } from 'vitest';
import { toFloat32 } from '../../../src/engine/onnx/passes/toFloat32.ts';
import { toHalf } from '../../../src/tensor/toHalf.ts';

const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
const { bytes } = toFloat32({ type: 'float16', shape: [all.length], bytes: new Uint8Array(all.buffer) });
const values = new Float32Array(Uint8Array.from(bytes).buffer);

test('every half-precision number comes back as its own bits', () => {
  const back = values.map(toHalf);
  const isNumber = (bits: number): boolean => !Number.isNaN(values[bits]);
  for (const bits of all.filter(isNumber)) expect(back[bits]).toBe(bits);
  for (const bits of all.filter((each) => !isNumber(each))) expect(back[bits]! & 0x7e00).toBe(0x7e00);
});

test('between two numbers the nearer is taken, and the even one half way', () => {
  for (let bits = 0; bits < 0x7bff; bits++) {
    const [low, high] = [values[bits]!, values[bits + 1]!];
    expect(toHalf(low + (high - low) / 4)).toBe(bits);
    expect(toHalf(low + (3 * (high - low)) / 4)).toBe(bits + 1);
    expect(toHalf((low + high) / 2)).toBe(bits % 2 === 0 ? bits : bits + 1);
  }
  expect(toHalf(65519)).toBe(0x7bff);
  expect(toHalf(-65520)).toBe(0xfc00);
});
