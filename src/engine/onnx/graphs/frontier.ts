/** Frontier tensors as a forward pass leaves them: images one behind the other along the first axis. */
import { CamlineError } from '../../../errors.ts';
import { shapeOf, shapeText } from '../grad/dims.ts';
import type { Value } from '../ir/graph.ts';

/**
 * How many rows of the first axis belong to one image; 'shared' for a tensor that does not grow with the batch.
 * Throws LAYER_UNUSABLE where images lie along another axis.
 */
export function rowsPerImage(value: Value): number | 'shared' {
  const [first] = shapeOf(value);
  if (!isCutByImage(value)) {
    throw new CamlineError(
      'LAYER_UNUSABLE',
      `Tensor "${value.name}" ${shapeText(shapeOf(value))} crosses the cut at this layer and does not have its images ` +
        'along the first axis. Choose another layer.',
    );
  }
  if (first === undefined) return 'shared';
  return typeof first === 'number' ? 'shared' : first.perImage;
}

/** Whether images lie along the first axis, or nowhere. */
export const isCutByImage = ({ shape }: Value): boolean =>
  shape === null || shape.slice(1).every((dim) => typeof dim === 'number');
