import { endianness } from 'node:os';
import type { Tensor } from '../tensor/tensor.ts';

const magic = '\u0093NUMPY\u0001\u0000';
const alignment = 64;

/**
 * A tensor as a NumPy `.npy` file, format version 1.0: float32, little-endian, C order.
 *
 * @source https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(tensor: Tensor): Uint8Array {
  const shape = tensor.shape.length === 1 ? `(${tensor.shape[0]},)` : `(${tensor.shape.join(', ')})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  const unpadded = magic.length + 2 + dictionary.length + 1;
  const padding = (alignment - (unpadded % alignment)) % alignment;
  const header = `${dictionary}${' '.repeat(padding)}\n`;

  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from(magic, 'latin1'),
    length,
    Buffer.from(header, 'latin1'),
    littleEndian(tensor.data),
  ]);
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
