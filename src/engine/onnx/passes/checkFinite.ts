import { CamlineError } from '../../../errors.ts';
import { constantsOf } from '../ir/allValues.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { float32Values } from '../grad/constants.ts';
import type { FileFacts } from '../wire/readModel.ts';

/**
 * Throws MODEL_INVALID where the file's own scores are no numbers, so that nothing could be compared with them, and names a
 * weight that is the cause.
 *
 * @param graph computed in float32
 */
export function checkFinite(scores: Float32Array, graph: Graph, { path }: Pick<FileFacts, 'path'>): void {
  const wrong = scores.find((score) => !Number.isFinite(score));
  if (wrong === undefined) return;
  const weight = constantsOf(graph).find(isBroken);
  const cause =
    weight === undefined
      ? 'One of its operations leaves the range of float32 for images of noise.'
      : `Its weight "${weight.name}" holds NaN: training may have diverged, or the file is damaged.`;
  throw new CamlineError(
    'MODEL_INVALID',
    `${path} gives scores that are no finite numbers (${wrong}), as it stands and whatever the image. ${cause}`,
  );
}

const isBroken = ({ constant }: Value): boolean =>
  constant?.type === 'float32' && float32Values(constant).some(Number.isNaN);
