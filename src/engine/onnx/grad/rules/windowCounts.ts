import { elementCount, type Tensor } from '../../../../tensor/tensor.ts';
import type { Windows } from '../windows.ts';

/**
 * How many elements an average at each window position divides by. With `includePad` padding counts as well, but never
 * what lies beyond it, where `ceil_mode` lets a last window reach out.
 *
 * @returns shape of the output's spatial axes
 */
export function windowCounts(windows: Windows, includePad: boolean): Tensor {
  const perAxis = windows.output.map((size, axis) => countsAlong(windows, axis, size, includePad));
  const data = new Float32Array(elementCount(windows.output));
  for (let index = 0; index < data.length; index++) {
    let rest = index;
    let count = 1;
    for (let axis = perAxis.length - 1; axis >= 0; axis--) {
      const size = windows.output[axis]!;
      count *= perAxis[axis]![rest % size]!;
      rest = Math.floor(rest / size);
    }
    data[index] = count;
  }
  return { data, shape: windows.output };
}

function countsAlong(windows: Windows, axis: number, positions: number, includePad: boolean): number[] {
  const low = includePad ? -windows.padsBefore[axis]! : 0;
  const high = windows.input[axis]! + (includePad ? windows.padsAfter[axis]! : 0);
  return Array.from({ length: positions }, (_, position) => {
    const start = position * windows.strides[axis]! - windows.padsBefore[axis]!;
    const taps = Array.from(
      { length: windows.kernel[axis]! },
      (_tap, tap) => start + tap * windows.dilations[axis]!,
    );
    return taps.filter((at) => at >= low && at < high).length;
  });
}
