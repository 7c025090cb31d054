import type { SmallestModel } from '../smallestModels.ts';

type Attributes = Readonly<Record<string, number | string | readonly number[] | { readonly float: number }>>;

/** Rows and columns to the given sizes; all but the spatial axes stay. */
const resized = (form: string, [rows, columns]: readonly [number, number], attributes: Attributes): SmallestModel => ({
  form,
  input: [2, 4, 5],
  build: (x, net) => net.op('Resize', [x, null, null, net.ints(rows, columns)], { axes: [2, 3], ...attributes }),
});

/** The same by scales of all four axes. */
const scaled = (form: string, [rows, columns]: readonly [number, number], attributes: Attributes): SmallestModel => ({
  form,
  input: [2, 4, 5],
  build: (x, net) => net.op('Resize', [x, null, net.floats([1, 1, rows, columns])], attributes),
});

const linear = { mode: 'linear' };
const cubic = { mode: 'cubic' };
const asymmetric = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };

export const resizeModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  Resize: [
    scaled('nearest, twice as large, as PyTorch', [2, 2], asymmetric),
    scaled('nearest, a third', [0.5, 0.34], asymmetric),
    resized('nearest, ONNX defaults', [7, 3], {}),
    resized('nearest, one axis only', [4, 9], { coordinate_transformation_mode: 'align_corners', nearest_mode: 'round_prefer_ceil' }),
    resized('nearest, ceil, asymmetric', [6, 7], { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'ceil' }),
    resized('linear, larger', [7, 9], linear),
    resized('linear, as PyTorch', [8, 3], { ...linear, coordinate_transformation_mode: 'pytorch_half_pixel' }),
    resized('linear, to one row', [1, 5], { ...linear, coordinate_transformation_mode: 'pytorch_half_pixel' }),
    resized('linear, corners aligned', [7, 3], { ...linear, coordinate_transformation_mode: 'align_corners' }),
    resized('linear, symmetric', [6, 7], { ...linear, coordinate_transformation_mode: 'half_pixel_symmetric' }),
    scaled('linear, by scales that do not divide', [1.7, 0.55], linear),
    resized('cubic, larger', [7, 9], cubic),
    resized('cubic, smaller, a coefficient of its own', [3, 4], { ...cubic, cubic_coeff_a: { float: -0.5 } }),
    resized('cubic, what is outside left out', [7, 6], { ...cubic, exclude_outside: 1 }),
    {
      form: 'axes counted from behind',
      input: [2, 4, 5],
      build: (x, net) => net.op('Resize', [x, null, null, net.ints(7, 6)], { axes: [-2, -1], ...linear }),
    },
  ],
  Col2Im: [
    {
      form: 'overlapping, padded',
      input: [2 * 9, 3 * 2],
      build: (x, net) => net.op('Col2Im', [x, net.ints(5, 4), net.ints(3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    },
    {
      form: 'dilated, rows left over',
      input: [2 * 4, 2 * 4],
      build: (x, net) => net.op('Col2Im', [x, net.ints(6, 5), net.ints(2, 2)], { dilations: [3, 1], strides: [2, 1] }),
    },
  ],
};
