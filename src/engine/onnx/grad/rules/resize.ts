/** Resizing is linear in the image, axis by axis: the gradient goes back through each axis's transposed weights. */
import type { Node } from '../../ir/graph.ts';
import { float32Values } from '../constants.ts';
import { axisFromFront, fixedDim, sameDim, shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRules } from '../gradRule.ts';
import { mapAlong, transposed } from '../linear.ts';
import { interpolationMatrix, isKnown, type Interpolation, type ResizedAxis } from './interpolation.ts';

const interpolationOf = (node: Node): Interpolation => ({
  mode: node.string('mode', 'nearest'),
  coordinates: node.string('coordinate_transformation_mode', 'half_pixel'),
  nearest: node.string('nearest_mode', 'round_prefer_floor'),
  cubicCoefficient: node.float('cubic_coeff_a', -0.75),
  excludeOutside: node.int('exclude_outside', 0) !== 0,
});

/** Of the axes that change in size, in the order of the tensor. */
function resizedAxes(node: Node): ReadonlyMap<number, ResizedAxis> {
  const [x, y] = [inputOf(node, 0), outputOf(node)];
  const rank = shapeOf(x).length;
  const given = node.ints('axes')?.map((axis) => axisFromFront(axis, rank)) ?? [...shapeOf(x).keys()];
  const scales = node.input(2)?.constant ?? null;
  const scaleOf = new Map(
    given.map((axis, index) => [axis, scales === null ? undefined : float32Values(scales)[index]]),
  );
  const changed = given.filter((axis) => !sameDim(shapeOf(x)[axis]!, shapeOf(y)[axis]!));
  return new Map(
    changed.map((axis) => {
      const [from, to] = [fixedDim(x, axis), fixedDim(y, axis)];
      return [axis, { from, to, scale: scaleOf.get(axis) ?? to / from }];
    }),
  );
}

export const resizeRules: GradRules = {
  /** Without `antialias`, regions of interest and sizes that keep a ratio. */
  Resize: (dy, node, op) => {
    const interpolation = interpolationOf(node);
    const isStretched = node.string('keep_aspect_ratio_policy', 'stretch') === 'stretch';
    if (!isKnown(interpolation) || !isStretched || node.int('antialias', 0) !== 0) return [];
    return [
      () =>
        [...resizedAxes(node)].reduce(
          (gradient, [axis, resized]) =>
            mapAlong(gradient, axis, transposed(interpolationMatrix(resized, interpolation)), op),
          dy,
        ),
    ];
  },
};
