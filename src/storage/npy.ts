import { endianness } from 'node:os';
import { CamlineError } from '../errors.ts';
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

/** What `encodeNpy` wrote. Throws STORE_CORRUPT, naming `what`. */
export function decodeNpy(bytes: Uint8Array, what: string): Tensor {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + 2;
  const isNpy = file.length >= start && file.subarray(0, magic.length).toString('latin1') === magic;
  const end = isNpy ? start + file.readUInt16LE(magic.length) : 0;
  const header = /'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(
    file.subarray(start, end).toString('latin1'),
  );
  const shape = (header?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (header === null || file.length - end !== 4 * count) {
    throw new CamlineError('STORE_CORRUPT', `Expected float32 maps of NumPy's format in ${what}.`);
  }
  // In memory of its own: floats have to start at a multiple of four.
  const data = new Float32Array(count);
  const own = Buffer.from(data.buffer);
  own.set(file.subarray(end));
  if (endianness() === 'BE') own.swap32();
  return { data, shape };
}
