/** Which elements Slice and Pad pick along each axis. */
import { CamlineError } from '../../../../errors.ts';
import type { Node } from '../../ir/graph.ts';
import { constantIntegers } from '../constants.ts';
import { axisFromFront, fixedDim, sameDim, shapeOf } from '../dims.ts';
import { inputOf, outputOf } from '../gradRule.ts';

/** Elements of the input along each axis, in the order of the output; axes that stay as they are have no entry. */
export type PickedAxes = ReadonlyMap<number, readonly number[]>;

/** By ONNX's Slice: bounds from behind where negative, cut off at the axis's ends, `steps` of either sign. */
export function slicedAxes(node: Node): PickedAxes {
  const x = inputOf(node, 0);
  const starts = constantIntegers(inputOf(node, 1)) ?? [];
  const axes = constantIntegers(node.input(3)) ?? starts.map((_, index) => index);
  const steps = constantIntegers(node.input(4)) ?? starts.map(() => 1);
  const picked = new Map<number, readonly number[]>();
  starts.forEach((start, index) => {
    const axis = axisFromFront(axes[index]!, shapeOf(x).length);
    const step = steps[index]!;
    if (step === 1 && sameDim(shapeOf(x)[axis]!, shapeOf(outputOf(node))[axis]!)) return;
    const size = fixedDim(x, axis);
    const first = Math.min(Math.max(axisFromFront(start, size), 0), step > 0 ? size : size - 1);
    const count = fixedDim(outputOf(node), axis);
    picked.set(
      axis,
      Array.from({ length: count }, (_, place) => first + place * step),
    );
  });
  return picked;
}

export interface PadCounts {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What is added before and after each axis, with the optional `axes` input spelled out; negative counts crop. */
export function padCounts(node: Node): PadCounts {
  const shape = shapeOf(inputOf(node, 0));
  const pads = constantIntegers(inputOf(node, 1)) ?? [];
  const axes = constantIntegers(node.input(3)) ?? shape.map((_, axis) => axis);
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  axes.forEach((axis, index) => {
    before[axisFromFront(axis, shape.length)] = pads[index]!;
    after[axisFromFront(axis, shape.length)] = pads[axes.length + index]!;
  });
  return { before, after };
}

/** Which element of an axis of `size` stands at place `at`, which may lie outside. */
type Border = (at: number, size: number) => number;

/** By mode of Pad. */
const borders: Readonly<Record<string, Border>> = {
  edge: (at, size) => Math.min(Math.max(at, 0), size - 1),
  wrap: (at, size) => remainder(at, size),
  reflect: (at, size) => {
    const turned = remainder(at, Math.max(2 * (size - 1), 1));
    return Math.min(turned, 2 * (size - 1) - turned);
  },
};

const remainder = (value: number, by: number): number => ((value % by) + by) % by;

/** Of a Pad that repeats what is there; throws MODEL_UNSUPPORTED for a mode that is none of ONNX's. */
export function paddedAxes(node: Node): PickedAxes {
  const { before, after } = padCounts(node);
  const mode = node.string('mode', 'constant');
  const border = Object.hasOwn(borders, mode) ? borders[mode] : undefined;
  if (border === undefined) {
    const known = ['constant', ...Object.keys(borders)].join(', ');
    const message = `Expected the mode of Pad (node "${node.name}") to be one of ${known}; received "${mode}".`;
    throw new CamlineError('MODEL_UNSUPPORTED', message);
  }
  const x = inputOf(node, 0);
  const isPadded = (axis: number): boolean => before[axis] !== 0 || after[axis] !== 0;
  const axes = shapeOf(x)
    .map((_, axis) => axis)
    .filter(isPadded);
  return new Map(
    axes.map((axis) => [axis, paddedAxis(fixedDim(x, axis), before[axis]!, after[axis]!, border)]),
  );
}

/** Negative counts crop first, as ONNX Runtime does; borders then repeat what is left. */
function paddedAxis(size: number, before: number, after: number, border: Border): number[] {
  const [first, last] = [Math.max(-before, 0), size - Math.max(-after, 0)];
  const length = before + size + after;
  return Array.from({ length }, (_, place) => first + border(place - Math.max(before, 0), last - first));
}
