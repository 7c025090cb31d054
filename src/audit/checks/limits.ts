import { CamlineError } from '../../errors.ts';
import type { Limits, Measure } from './check.ts';
import { checks } from './registry.ts';

/** By a measure's id, what an audit wants in place of the measure's own. */
export type LimitChoices = Readonly<
  Record<string, { readonly [Level in keyof Limits]?: number | undefined } | undefined>
>;

/** A measure's own limits with those that an audit chose in their place. */
export const limitsOf = ({ id, limits }: Measure, chosen: LimitChoices): Limits => ({
  warn: chosen[id]?.warn ?? limits.warn,
  fail: chosen[id]?.fail ?? limits.fail,
});

/** A value passes the limit of a warning on its way to that of a failure. Throws CONFIG_INVALID. */
export function checkLimits(chosen: LimitChoices): void {
  for (const measure of checks.flatMap(({ measures }) => measures)) {
    const { warn, fail } = limitsOf(measure, chosen);
    if (measure.worse === 'high' ? warn <= fail : warn >= fail) continue;
    const order = measure.worse === 'high' ? 'at most' : 'at least';
    throw new CamlineError(
      'CONFIG_INVALID',
      `limits.${measure.id}: expected warn ${order} fail, received warn ${warn} and fail ${fail}.`,
    );
  }
}
