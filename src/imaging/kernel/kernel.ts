/** The loops of `wasm/imaging.ts` with their memory: four numbers at once, with the results of the plain loops. */
import { kernelBytes } from './kernelBytes.ts';

/** As far as it is used here: the types of TypeScript come with browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Addresses, strides and the like in bytes; see `wasm/imaging.ts`. */
interface Exports {
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
  mix(heat: number, picture: number, pixels: number, colours: number, share: number, mixed: number): number;
  mixedBytes(mixed: number, pixels: number, maximum: number, target: number): void;
}

const pageBytes = 65_536;
/** The memory never shrinks: what needs more goes the plain way. */
export const mostKernelBytes = 64 * 2 ** 20;
/** Loops read and write whole vectors, so a little beyond the end. */
const slack = 16;

export class Kernel {
  readonly run: Exports;

  constructor(run: Exports) {
    this.run = run;
  }

  /** Makes room for `bytes`; what was there before may be overwritten by anybody. */
  reserve(bytes: number): void {
    const { memory } = this.run;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  }

  put(at: number, values: Uint8Array | Int32Array | Float32Array): void {
    const { buffer, byteOffset, byteLength } = values;
    new Uint8Array(this.run.memory.buffer, at, byteLength).set(
      new Uint8Array(buffer, byteOffset, byteLength),
    );
  }

  /** A copy. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.run.memory.buffer, at, length).slice();
  }
}

/** Undefined where this machine's WebAssembly has no SIMD. */
export const kernel: Kernel | undefined = openKernel();

function openKernel(): Kernel | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes));
    return new Kernel(exports as Exports);
  } catch {
    return undefined;
  }
}

/** Where arrays of these many bytes lie behind each other, and where the last one ends. */
export function placed<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
): { readonly at: Readonly<Record<Name, number>>; readonly end: number } {
  let end = 0;
  const at = Object.entries<number>(sizes).map(([name, bytes]) => {
    const start = end;
    end += Math.ceil((bytes + slack) / slack) * slack;
    return [name, start] as const;
  });
  return { at: Object.fromEntries(at) as Record<Name, number>, end };
}
