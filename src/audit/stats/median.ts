import { percentile } from '../../tensor/percentile.ts';

/** Null without values. */
export const medianOf = (values: ArrayLike<number>): number | null =>
  values.length === 0 ? null : percentile(Float64Array.from(values).sort(), 50);
