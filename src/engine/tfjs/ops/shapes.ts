import { gathered } from '../gradients/gather.ts';
import { resized, type Interpolation } from '../gradients/resize.ts';
import { flagOf, numberOf, numbersOf } from '../network/network.ts';
import { tf } from '../tf.ts';
import { affine, affineInFirst, flat, onMap, type Op, type OpCall, type Ops } from './op.ts';
import { plainSlice } from './slices.ts';

type Pads = [number, number][];

const pairs = (numbers: readonly number[]): Pads =>
  Array.from({ length: numbers.length / 2 }, (_, axis) => [numbers[2 * axis]!, numbers[2 * axis + 1]!]);

const reshaped = affineInFirst(({ inputs: [x], integers }) => tf.reshape(x!, integers(1)));

const squeezed = affineInFirst(({ inputs: [x], node }) => {
  const axes = numbersOf(node, 'squeeze_dims', numbersOf(node, 'axis'));
  return tf.squeeze(x!, axes.length === 0 ? undefined : [...axes]);
});

/** Along the last axis of a map it stays one. */
const joined = (axisOf: (call: OpCall) => number, partsOf: (call: OpCall) => readonly tf.Tensor[]): Op =>
  affine((call) => {
    const parts = partsOf(call);
    return parts.length === 1 ? tf.clone(parts[0]!) : tf.concat([...parts], axisOf(call));
  }, onMap);

const parts = (
  axisOf: (call: OpCall) => number,
  sizesOf: (call: OpCall) => number | number[],
  at: number,
): Op => affine((call) => tf.split(call.inputs[at]!, sizesOf(call), axisOf(call)), onMap);

const resizing = (kind: Interpolation['kind']): Op =>
  affineInFirst(({ inputs: [x], node, integers }) => {
    const [rows = 1, columns = 1] = integers(1);
    return resized(x as tf.Tensor4D, [rows, columns], {
      kind,
      alignCorners: flagOf(node, 'align_corners'),
      halfPixelCenters: flagOf(node, 'half_pixel_centers'),
    });
  }, onMap);

/** [n, h, w, b b C] ↔ [n, h b, w b, C] */
const depthToSpace = affineInFirst(({ inputs: [x], node }) => {
  const block = numberOf(node, 'block_size', 2);
  const [count, rows, columns, channels] = x!.shape as [number, number, number, number];
  const split = tf.reshape(x!, [count, rows, columns, block, block, channels / block ** 2]);
  return tf.reshape(tf.transpose(split, [0, 1, 3, 2, 4, 5]), [
    count,
    rows * block,
    columns * block,
    channels / block ** 2,
  ]);
}, onMap);

const spaceToDepth = affineInFirst(({ inputs: [x], node }) => {
  const block = numberOf(node, 'block_size', 2);
  const [count, rows, columns, channels] = x!.shape as [number, number, number, number];
  const split = tf.reshape(x!, [count, rows / block, block, columns / block, block, channels]);
  return tf.reshape(tf.transpose(split, [0, 1, 3, 2, 4, 5]), [
    count,
    rows / block,
    columns / block,
    channels * block ** 2,
  ]);
}, onMap);

export const shapeOps: Ops = {
  Reshape: reshaped,
  /** Keras: all but the images in one axis; or `shape` of each image. */
  Flatten: affineInFirst(({ inputs: [x] }) => tf.reshape(x!, [x!.shape[0], -1])),
  ReshapeItems: affineInFirst(({ inputs: [x], node }) =>
    tf.reshape(x!, [x!.shape[0], ...numbersOf(node, 'shape')]),
  ),
  Squeeze: squeezed,
  ExpandDims: affineInFirst(({ inputs: [x], integers }) => tf.expandDims(x!, integers(1)[0])),
  Transpose: affineInFirst(({ inputs: [x], integers }) => tf.transpose(x!, integers(1))),
  ConcatV2: joined(
    ({ inputs, integers }) => integers(inputs.length - 1)[0]!,
    ({ inputs }) => inputs.slice(0, -1),
  ),
  Concat: joined(
    ({ integers }) => integers(0)[0]!,
    ({ inputs }) => inputs.slice(1),
  ),
  Pack: affine(({ inputs, node }) => tf.stack([...inputs], numberOf(node, 'axis', 0))),
  Unpack: affine(({ inputs: [x], node }) => tf.unstack(x!, numberOf(node, 'axis', 0))),
  Split: parts(
    ({ integers }) => integers(0)[0]!,
    ({ node }) => numberOf(node, 'num_split', 1),
    1,
  ),
  SplitV: parts(
    ({ integers }) => integers(2)[0]!,
    ({ integers }) => integers(1),
    0,
  ),
  Pad: affineInFirst(({ inputs: [x], integers }) => tf.pad(x!, pairs(integers(1))), onMap),
  PadV2: affineInFirst(
    ({ inputs: [x, , value], integers }) => tf.pad(x!, pairs(integers(1)), value!.dataSync()[0]),
    onMap,
  ),
  MirrorPad: affineInFirst(({ inputs: [x], node, integers }) => {
    const isReflect = node.attributes['mode'] === 'REFLECT';
    return pairs(integers(1)).reduce<tf.Tensor>((sum, [before, after], axis) => {
      const size = sum.shape[axis]!;
      const from = Array.from({ length: before + size + after }, (_, at) =>
        mirrored(at - before, size, isReflect),
      );
      return before + after === 0 ? sum : gathered(sum, from, axis);
    }, tf.clone(x!));
  }, onMap),
  Slice: affineInFirst(({ inputs: [x], integers }) => tf.slice(x!, integers(1), integers(2)), onMap),
  StridedSlice: affineInFirst((call) => plainSlice(call), onMap),
  GatherV2: affineInFirst(({ inputs: [x, indices], integers }) => {
    const axis = (integers(2)[0]! + x!.rank) % x!.rank;
    const picked = gathered(x!, integers(1), axis);
    return tf.reshape(picked, [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)]);
  }),
  ReverseV2: affineInFirst(({ inputs: [x], integers }) => tf.reverse(x!, integers(1)), onMap),
  Tile: affineInFirst(({ inputs: [x], integers }) => tf.tile(x!, integers(1))),
  BroadcastTo: affineInFirst(({ inputs: [x], integers }) => tf.broadcastTo(x!, integers(1))),
  SpaceToBatchND: affineInFirst(({ inputs: [x], integers }) =>
    tf.spaceToBatchND(x!, integers(1), pairs(integers(2))),
  ),
  BatchToSpaceND: affineInFirst(({ inputs: [x], integers }) =>
    tf.batchToSpaceND(x!, integers(1), pairs(integers(2))),
  ),
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  ResizeBilinear: resizing('bilinear'),
  ResizeNearestNeighbor: resizing('nearest'),

  /** Keras: each position `size` times. */
  UpSampling2D: affineInFirst(({ inputs: [x], node }) => {
    const [down = 2, right = 2] = numbersOf(node, 'size');
    const size = [x!.shape[1]! * down, x!.shape[2]! * right] as const;
    const kind = node.attributes['interpolation'] === 'bilinear' ? 'bilinear' : 'nearest';
    return resized(x as tf.Tensor4D, size, { kind, alignCorners: false, halfPixelCenters: false });
  }, onMap),

  Shape: flat(({ inputs: [x] }) => tf.tensor1d(x!.shape, 'int32')),
  Size: flat(({ inputs: [x] }) => tf.scalar(x!.size, 'int32')),
  Rank: flat(({ inputs: [x] }) => tf.scalar(x!.rank, 'int32')),
  Range: flat(({ integers }) => tf.range(integers(0)[0]!, integers(1)[0]!, integers(2)[0], 'int32')),
  Fill: flat(({ inputs: [, value], integers }) => tf.fill(integers(0), value!.dataSync()[0]!, value!.dtype)),
};

/** The place that stands at `at` of an axis mirrored at both ends, its border repeated unless `isReflect`. */
function mirrored(at: number, size: number, isReflect: boolean): number {
  const edge = isReflect ? 0 : 1;
  if (at < 0) return -at - edge;
  return at < size ? at : 2 * size - at - 2 + edge;
}
