/** Where windows lie along one axis of an image: output position o, tap k reads input position o stride + k dilation - before. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros (or minus infinity) in front of the first position, and behind the last. */
  readonly before: number;
  readonly after: number;
}

export type Axes = readonly [rows: Axis, columns: Axis];

/** Before and behind, of rows and columns; 'SAME' puts the odd one behind. */
export type Padding = 'SAME' | 'VALID' | readonly [top: number, bottom: number, left: number, right: number];

export interface Windows {
  readonly strides: readonly [rows: number, columns: number];
  readonly dilations: readonly [rows: number, columns: number];
  readonly padding: Padding;
}

/**
 * @param size rows and columns of the input
 * @param kernel rows and columns of the window
 */
export function axesOf(
  size: readonly [number, number],
  kernel: readonly [number, number],
  { strides, dilations, padding }: Windows,
): Axes {
  const axis = (index: 0 | 1): Axis => {
    const base = {
      input: size[index],
      kernel: kernel[index],
      stride: strides[index],
      dilation: dilations[index],
    };
    const [before, after] = padsOf(base, padding, index);
    const reach = (base.kernel - 1) * base.dilation + 1;
    const output = Math.floor((base.input + before + after - reach) / base.stride) + 1;
    return { ...base, before, after, output };
  };
  return [axis(0), axis(1)];
}

type Placed = Pick<Axis, 'input' | 'kernel' | 'stride' | 'dilation'>;

function padsOf(
  { input, kernel, stride, dilation }: Placed,
  padding: Padding,
  index: 0 | 1,
): readonly [before: number, after: number] {
  if (padding === 'VALID') return [0, 0];
  if (padding !== 'SAME') return [padding[2 * index]!, padding[2 * index + 1]!];
  const output = Math.ceil(input / stride);
  const total = Math.max((output - 1) * stride + (kernel - 1) * dilation + 1 - input, 0);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}
