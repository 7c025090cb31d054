/**
 * The passes in WebAssembly (`wasm/resample.ts`): four products at once, the bytes of `plainPasses`. A fifth of its time, which is
 * most of what a photograph costs the host next to its decoding.
 */
import type { RgbImage } from '../decode.ts';
import { plainPasses, type Passes } from './plainPasses.ts';
import { resampleWasm } from './resampleWasm.ts';
import { reachOf, type Taps } from './taps.ts';

/** As far as it is used here: the types of TypeScript come with browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Addresses and strides in bytes; see `wasm/resample.ts`. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  resizeColumns(
    source: number,
    stride: number,
    rows: number,
    first: number,
    count: number,
    weights: number,
    taps: number,
    width: number,
    target: number,
  ): void;
  addRows(source: number, length: number, weights: number, count: number, target: number): void;
}

const pageBytes = 65_536;
/** Source rows that are in the kernel's memory at once: less than a processor's cache. */
const stripBytes = 2 ** 18;
/** The kernel's memory never shrinks: what needs more goes the plain way. */
const mostBytes = 64 * 2 ** 20;
/** The kernel reads and writes whole vectors. */
const slack = 16;

/** Undefined where this machine's WebAssembly has no SIMD. */
export const simdPasses: Passes | undefined = passesOf(openKernel());

function openKernel(): Kernel | undefined {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(resampleWasm)).exports as Kernel;
  } catch {
    return undefined;
  }
}

function passesOf(kernel: Kernel | undefined): Passes | undefined {
  if (kernel === undefined) return undefined;
  return (source, columns, rows) => {
    const places = placesOf(columns, rows);
    if (places.end > mostBytes) return plainPasses(source, columns, rows);
    reserve(kernel, places.end);
    resizeColumns(kernel, source, columns, rows, places);
    return resizeRows(kernel, columns.first.length, rows, places);
  };
}

/** Where what lies in the kernel's memory. */
interface Places {
  readonly strip: number;
  readonly stripRows: number;
  readonly narrow: number;
  readonly target: number;
  readonly first: number;
  readonly count: number;
  readonly weights: number;
  readonly rowWeights: number;
  readonly end: number;
}

function placesOf(columns: Taps, rows: Taps): Places {
  const across = reachOf(columns);
  const down = reachOf(rows);
  const stripRow = (across.to - across.from) * 3;
  const stripRows = Math.max(1, Math.min(down.to - down.from, Math.floor(stripBytes / stripRow)));
  const length = columns.first.length * 3;
  let end = 0;
  const place = (bytes: number): number => {
    const start = end;
    end += Math.ceil((bytes + slack) / slack) * slack;
    return start;
  };
  const strip = place(stripRows * stripRow);
  const narrow = place((down.to - down.from) * length);
  const target = place(rows.first.length * length);
  const first = place(columns.first.byteLength);
  const count = place(columns.count.byteLength);
  const weights = place(columns.weights.byteLength);
  const rowWeights = place(rows.weights.byteLength);
  return { strip, stripRows, narrow, target, first, count, weights, rowWeights, end };
}

function reserve({ memory }: Kernel, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}

/** Of the source only the columns and rows that are needed are copied, a strip of rows at a time. */
function resizeColumns(kernel: Kernel, source: RgbImage, columns: Taps, rows: Taps, places: Places): void {
  const memory = new Uint8Array(kernel.memory.buffer);
  const across = reachOf(columns);
  const down = reachOf(rows);
  const stride = (across.to - across.from) * 3;
  const width = columns.first.length;
  putIntegers(
    kernel,
    places.first,
    columns.first.map((first) => (first - across.from) * 3),
  );
  putIntegers(kernel, places.count, columns.count);
  putIntegers(kernel, places.weights, columns.weights);
  for (let top = down.from; top < down.to; top += places.stripRows) {
    const height = Math.min(places.stripRows, down.to - top);
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * source.width + across.from) * 3;
      memory.set(source.data.subarray(from, from + stride), places.strip + row * stride);
    }
    kernel.resizeColumns(
      places.strip,
      stride,
      height,
      places.first,
      places.count,
      places.weights,
      columns.stride,
      width,
      places.narrow + (top - down.from) * width * 3,
    );
  }
}

function resizeRows(kernel: Kernel, width: number, rows: Taps, places: Places): Uint8Array {
  const length = width * 3;
  const { from } = reachOf(rows);
  putIntegers(kernel, places.rowWeights, rows.weights);
  for (let row = 0; row < rows.first.length; row++) {
    kernel.addRows(
      places.narrow + (rows.first[row]! - from) * length,
      length,
      places.rowWeights + row * rows.stride * 4,
      rows.count[row]!,
      places.target + row * length,
    );
  }
  return new Uint8Array(kernel.memory.buffer).slice(
    places.target,
    places.target + rows.first.length * length,
  );
}

const putIntegers = ({ memory }: Kernel, at: number, values: Int32Array): void =>
  new Int32Array(memory.buffer, at, values.length).set(values);
