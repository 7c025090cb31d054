import { CamlineError } from '../../../errors.ts';
import { constantsOf } from '../ir/allValues.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { float32Values } from '../grad/constants.ts';
import type { FileFacts } from '../wire/readModel.ts';

/**
 * Throws MODEL_INVALID where the file's own scores are no numbers, so that nothing could be compared with them, and names a
 * weight that is the cause; MODEL_UNSUPPORTED where single classes are masked with infinity.
 *
 * @param scores [m, K]
 * @param graph computed in float32
 * @param count m
 */
export function checkFinite(
  scores: Float32Array,
  graph: Graph,
  { path }: Pick<FileFacts, 'path'>,
  count: number,
): void {
  const wrong = scores.find((score) => !Number.isFinite(score));
  if (wrong === undefined) return;
  const masked = maskedClasses(scores, scores.length / count);
  if (masked !== null) throw new CamlineError('MODEL_UNSUPPORTED', `${path} ${maskedText(masked)}`);
  const weight = constantsOf(graph).find(isBroken);
  const cause =
    weight === undefined
      ? 'One of its operations leaves the range of float32 for noise of values in -1 … 1 and for noise in 0 … 1.'
      : `Its weight "${weight.name}" holds NaN: training may have diverged, or the file is damaged.`;
  throw new CamlineError(
    'MODEL_INVALID',
    `${path} gives scores that are no finite numbers (${wrong}), as it stands. ${cause}`,
  );
}

/** Classes that score -Infinity for every image, where all other scores are finite; else null. */
function maskedClasses(scores: Float32Array, classCount: number): number[] | null {
  const masked = Array.from({ length: classCount }, (_, index) => index).filter((column) =>
    scores.every((score, at) => at % classCount !== column || score === -Infinity),
  );
  const others = scores.filter((_, at) => !masked.includes(at % classCount));
  return masked.length > 0 && others.length > 0 && others.every(Number.isFinite) ? masked : null;
}

const maskedText = (classes: readonly number[]): string =>
  `masks ${classes.length === 1 ? 'class' : 'classes'} ${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', …' : ''}: ` +
  'the score is -Infinity whatever the image, and has no gradient. Leave the mask out of the exported file, or mask with ' +
  'a large finite number (-1e4).';

const isBroken = ({ constant }: Value): boolean =>
  constant?.type === 'float32' && float32Values(constant).some(Number.isNaN);
