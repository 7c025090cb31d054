/** Geometry of sliding windows (convolution and pooling), one entry per spatial axis, all defaults spelled out. */
import { CamlineError } from '../../../errors.ts';
import type { Node } from '../ir/graph.ts';
import { fixedDim, shapeOf } from './dims.ts';
import { inputOf, outputOf } from './gradRule.ts';

export interface Windows {
  /** Rows, columns, … of what the window slides over, without padding. */
  readonly input: readonly number[];
  /** Number of window positions. */
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padsBefore: readonly number[];
  readonly padsAfter: readonly number[];
}

/** Attribute `kernel_shape`, which pools must have. */
export function kernelShape(node: Node): readonly number[] {
  const kernel = node.ints('kernel_shape');
  if (kernel !== null) return kernel;
  throw new CamlineError('MODEL_INVALID', `${node.opType} (node "${node.name}") lacks "kernel_shape".`);
}

/** Windows of `node`, whose input 0 is the larger side (Conv, pools). */
export const windowsOf = (node: Node, kernel: readonly number[]): Windows =>
  windows(node, kernel, spatialSizes(node, 'input'), spatialSizes(node, 'output'));

/** Windows of a transposed convolution, which slide over its output. */
export const transposedWindowsOf = (node: Node, kernel: readonly number[]): Windows =>
  windows(node, kernel, spatialSizes(node, 'output'), spatialSizes(node, 'input'));

function spatialSizes(node: Node, side: 'input' | 'output'): readonly number[] {
  const value = side === 'input' ? inputOf(node, 0) : outputOf(node);
  return shapeOf(value)
    .slice(2)
    .map((_, axis) => fixedDim(value, axis + 2));
}

function windows(
  node: Node,
  kernel: readonly number[],
  input: readonly number[],
  output: readonly number[],
): Windows {
  const strides = node.ints('strides') ?? kernel.map(() => 1);
  const dilations = node.ints('dilations') ?? kernel.map(() => 1);
  const sizes = { input, output, kernel, strides, dilations };
  return { ...sizes, ...pads(node, sizes) };
}

/** Explicit pads, or those that `auto_pad` stands for. */
function pads(
  node: Node,
  sizes: Omit<Windows, 'padsBefore' | 'padsAfter'>,
): Pick<Windows, 'padsBefore' | 'padsAfter'> {
  const { kernel, input, output, strides, dilations } = sizes;
  const rule = node.string('auto_pad', 'NOTSET');
  // A transposed convolution that says its output's size pads to it, whatever `pads` says.
  const extra = node.ints('output_shape') === null ? null : (node.ints('output_padding') ?? []);
  if (!rule.startsWith('SAME') && extra === null) {
    const given = node.ints('pads') ?? new Array<number>(2 * kernel.length).fill(0);
    return { padsBefore: given.slice(0, kernel.length), padsAfter: given.slice(kernel.length) };
  }
  const totals = kernel.map((size, axis) =>
    Math.max(
      (output[axis]! - 1) * strides[axis]! +
        reach(size, dilations[axis]!) +
        (extra?.[axis] ?? 0) -
        input[axis]!,
      0,
    ),
  );
  const smaller = totals.map((total) => Math.floor(total / 2));
  const larger = totals.map((total) => Math.ceil(total / 2));
  return rule === 'SAME_UPPER'
    ? { padsBefore: smaller, padsAfter: larger }
    : { padsBefore: larger, padsAfter: smaller };
}

/** Elements from a window's first to its last, both included. */
const reach = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

export const reaches = ({ kernel, dilations }: Windows): number[] =>
  kernel.map((size, axis) => reach(size, dilations[axis]!));
