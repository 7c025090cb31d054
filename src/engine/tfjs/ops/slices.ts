import { gathered } from '../gradients/gather.ts';
import { numberOf } from '../network/network.ts';
import { tf } from '../tf.ts';
import type { OpCall } from './op.ts';
import { unsupported } from '../network/network.ts';

/** StridedSlice: places of each axis, then the axes that were single places are taken away. */
export function plainSlice({ inputs: [x], node, integers }: OpCall): tf.Tensor {
  const [begin, end, strides] = [integers(1), integers(2), integers(3)];
  const bit = (name: string, axis: number): boolean => ((numberOf(node, name, 0) >> axis) & 1) === 1;
  if (numberOf(node, 'ellipsis_mask', 0) !== 0 || numberOf(node, 'new_axis_mask', 0) !== 0)
    throw unsupported(node, 'an ellipsis or a new axis in a slice is not known.');
  const single = begin.map((_, axis) => bit('shrink_axis_mask', axis));
  let result = tf.clone(x!);
  begin.forEach((_, axis) => {
    const places = placesOf(x!.shape[axis]!, {
      begin: bit('begin_mask', axis) ? null : begin[axis]!,
      end: single[axis] ? begin[axis]! + 1 || null : bit('end_mask', axis) ? null : end[axis]!,
      stride: single[axis] ? 1 : strides[axis]!,
    });
    result = taken(result, places, axis);
  });
  return tf.reshape(
    result,
    result.shape.filter((_, axis) => single[axis] !== true),
  );
}

interface Range {
  readonly begin: number | null;
  readonly end: number | null;
  readonly stride: number;
}

function placesOf(size: number, { begin, end, stride }: Range): number[] {
  const within = (at: number, least: number, most: number): number =>
    Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const isForward = stride > 0;
  const [least, most] = isForward ? [0, size] : [-1, size - 1];
  const from = begin === null ? (isForward ? 0 : size - 1) : within(begin, least, most);
  const to = end === null ? (isForward ? size : -1) : within(end, least, most);
  const places: number[] = [];
  for (let at = from; isForward ? at < to : at > to; at += stride) places.push(at);
  return places;
}

/** A plain slice where the places follow each other, which costs least. */
function taken(x: tf.Tensor, places: readonly number[], axis: number): tf.Tensor {
  if (places.length === x.shape[axis]! && places.every((place, index) => place === index)) return x;
  const follows = places.every((place, index) => index === 0 || place === places[index - 1]! + 1);
  if (!follows) return gathered(x, places, axis);
  const begin = x.shape.map((_, index) => (index === axis ? (places[0] ?? 0) : 0));
  const size = x.shape.map((dim, index) => (index === axis ? places.length : dim));
  return tf.slice(x, begin, size);
}
