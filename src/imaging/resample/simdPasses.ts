/** The passes by the kernel: the bytes of `plainPasses` in an eighth of its time. */
import type { RgbImage } from '../decode.ts';
import { kernel, mostKernelBytes, placed, type Kernel } from '../kernel/kernel.ts';
import { plainPasses, type Passes } from './plainPasses.ts';
import { reachOf, type Taps } from './taps.ts';

/** Source rows that are in the kernel's memory at once: less than a processor's cache. */
const stripBytes = 2 ** 18;

/** Undefined where there is no kernel. */
export const simdPasses: Passes | undefined = kernel === undefined ? undefined : passesOf(kernel);

function passesOf(given: Kernel): Passes {
  return (source, columns, rows) => {
    const layout = layoutOf(columns, rows);
    if (layout.end > mostKernelBytes) return plainPasses(source, columns, rows);
    given.reserve(layout.end);
    resizeColumns(given, source, columns, layout);
    return resizeRows(given, columns.first.length, rows, layout);
  };
}

type Layout = ReturnType<typeof layoutOf>;

function layoutOf(columns: Taps, rows: Taps) {
  const across = reachOf(columns);
  const down = reachOf(rows);
  const stride = (across.to - across.from) * 3;
  const height = down.to - down.from;
  const stripRows = Math.max(1, Math.min(height, Math.floor(stripBytes / stride)));
  const length = columns.first.length * 3;
  const places = placed({
    strip: stripRows * stride,
    narrow: height * length,
    target: rows.first.length * length,
    first: columns.first.byteLength,
    count: columns.count.byteLength,
    weights: columns.weights.byteLength,
    rowWeights: rows.weights.byteLength,
  });
  return { ...places, stride, stripRows, left: across.from, top: down.from, bottom: down.to };
}

/** Of the source only the columns and rows that are needed are copied, a strip of rows at a time. */
function resizeColumns(given: Kernel, source: RgbImage, columns: Taps, layout: Layout): void {
  const { at, stride, stripRows, left, top, bottom } = layout;
  const width = columns.first.length;
  given.put(
    at.first,
    columns.first.map((first) => (first - left) * 3),
  );
  given.put(at.count, columns.count);
  given.put(at.weights, columns.weights);
  for (let from = top; from < bottom; from += stripRows) {
    const height = Math.min(stripRows, bottom - from);
    putStrip(given, source, from, height, layout);
    const target = at.narrow + (from - top) * width * 3;
    const { first, count, weights } = at;
    given.run.resizeColumns(at.strip, stride, height, first, count, weights, columns.stride, width, target);
  }
}

function putStrip(
  { run }: Kernel,
  source: RgbImage,
  from: number,
  height: number,
  { at, stride, left }: Layout,
): void {
  const memory = new Uint8Array(run.memory.buffer);
  for (let row = 0; row < height; row++) {
    const start = ((from + row) * source.width + left) * 3;
    memory.set(source.data.subarray(start, start + stride), at.strip + row * stride);
  }
}

function resizeRows(given: Kernel, width: number, rows: Taps, { at, top }: Layout): Uint8Array {
  const length = width * 3;
  given.put(at.rowWeights, rows.weights);
  for (let row = 0; row < rows.first.length; row++) {
    given.run.addRows(
      at.narrow + (rows.first[row]! - top) * length,
      length,
      at.rowWeights + row * rows.stride * 4,
      rows.count[row]!,
      at.target + row * length,
    );
  }
  return given.bytes(at.target, rows.first.length * length);
}
