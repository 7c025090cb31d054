import type { Comparison } from './compareGradient.ts';
import { estimate, type Estimate } from './estimate.ts';
import { percent, type Answer } from './finding.ts';

/** Errors up to here are none, on top of what kinks and rounding blur. */
const limit = 0.01;
/** An error is one where it exceeds the blur this many times. */
const blurs = 2;
/** Blurred more than this along the gradient, differences tell nothing. */
const mostBlur = 0.2;

/** Of the comparisons at several images. */
export function gradientAnswer(comparisons: readonly Comparison[]): Answer {
  const along = estimate(comparisons.flatMap((each) => each.along));
  const random = estimate(comparisons.flatMap((each) => each.random));
  const moved = Math.min(...comparisons.map((each) => each.moved));
  const figures = {
    along: along.error,
    alongBlur: along.blur,
    random: random.error,
    randomBlur: random.blur,
    limit,
    moved,
  };
  const directions = comparisons.reduce((sum, each) => sum + each.random.length, 0);
  const measured =
    `off by ${percent(along.error)} along the gradient, by ${percent(random.error)} of its length in ${directions} random directions ` +
    `(kinks and float32 blur ${percent(along.blur)} and ${percent(random.blur)})`;
  if (isWrong(along) || isWrong(random))
    return {
      outcome: 'failed',
      detail: `${measured}; limit ${percent(limit)} beyond ${blurs} times the blur`,
      figures,
    };
  const zeros = comparisons.filter(({ isZero }) => isZero).length;
  if (zeros === comparisons.length)
    return { outcome: 'empty', detail: 'the gradient is 0 everywhere, and so are differences', figures };
  if (!(along.blur <= mostBlur))
    return { outcome: 'undecided', detail: `${measured}: too much to tell`, figures };
  const some = zeros === 0 ? '' : `; at ${zeros} of ${comparisons.length} images it is 0 everywhere`;
  return { outcome: 'ok', detail: measured + some, figures };
}

/** No number at all is wrong, too. */
const isWrong = ({ error, blur }: Estimate): boolean => !(error <= limit + blurs * blur);
