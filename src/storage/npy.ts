import { endianness } from 'node:os';
import { CamlineError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { halves } from '../tensor/halves.ts';
import { toHalf } from '../tensor/toHalf.ts';

const magic = '\u0093NUMPY\u0001\u0000';
const alignment = 64;

type Element = 'float32' | 'float16';

/** The largest number of half precision; what is beyond it becomes it, so that no vector holds an infinity. */
const largestHalf = 65_504;

const elements: Readonly<
  Record<Element, { readonly descr: string; readonly bytesOf: (values: Float32Array) => Buffer }>
> = {
  float32: { descr: '<f4', bytesOf: littleEndian },
  float16: { descr: '<f2', bytesOf: toHalves },
};

/**
 * A tensor as a NumPy `.npy` file, format version 1.0: float32 or float16, little-endian, C order.
 *
 * @source https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(tensor: Tensor, element: Element = 'float32'): Uint8Array {
  const { descr, bytesOf } = elements[element];
  const shape = tensor.shape.length === 1 ? `(${tensor.shape[0]},)` : `(${tensor.shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const unpadded = magic.length + 2 + dictionary.length + 1;
  const padding = (alignment - (unpadded % alignment)) % alignment;
  const header = `${dictionary}${' '.repeat(padding)}\n`;

  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from(magic, 'latin1'),
    length,
    Buffer.from(header, 'latin1'),
    bytesOf(tensor.data),
  ]);
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

function toHalves(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => {
    const within = Number.isNaN(value) ? value : Math.min(Math.max(value, -largestHalf), largestHalf);
    bytes.writeUInt16LE(toHalf(within), 2 * index);
  });
  return bytes;
}

interface Stored {
  readonly bytesEach: number;
  /** @param bytes in memory of their own, starting where any array may */
  readonly valuesOf: (bytes: Buffer<ArrayBuffer>) => Float32Array;
}

const stored: Readonly<Record<string, Stored>> = {
  '<f4': { bytesEach: 4, valuesOf: fromLittleEndian },
  '<f2': { bytesEach: 2, valuesOf: fromHalves },
};

/** What `encodeNpy` wrote, of either precision, as float32. Throws STORE_CORRUPT, naming `what`. */
export function decodeNpy(bytes: Uint8Array, what: string): Tensor {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + 2;
  const isNpy = file.length >= start && file.subarray(0, magic.length).toString('latin1') === magic;
  const end = isNpy ? start + file.readUInt16LE(magic.length) : 0;
  const header = /'descr': '(<f[24])', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(
    file.subarray(start, end).toString('latin1'),
  );
  const shape = (header?.[2] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, dim) => product * dim, 1);
  const element = stored[header?.[1] ?? ''];
  if (element === undefined || file.length - end !== element.bytesEach * count) {
    throw new CamlineError('STORE_CORRUPT', `Expected numbers in NumPy's format in ${what}.`);
  }
  const own = Buffer.from(new ArrayBuffer(file.length - end));
  own.set(file.subarray(end));
  return { data: element.valuesOf(own), shape };
}

function fromLittleEndian(bytes: Buffer<ArrayBuffer>): Float32Array {
  if (endianness() === 'BE') bytes.swap32();
  return new Float32Array(bytes.buffer);
}

function fromHalves(bytes: Buffer<ArrayBuffer>): Float32Array {
  if (endianness() === 'BE') bytes.swap16();
  const table = halves();
  const bits = new Uint16Array(bytes.buffer);
  // Not `from`: it takes ten times as long.
  const values = new Float32Array(bits.length);
  for (let at = 0; at < values.length; at++) values[at] = table[bits[at]!]!;
  return values;
}
