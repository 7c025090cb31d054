export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** 0..count in pieces of `size`; the last one may be shorter. */
export const pieces = (count: number, size: number): Range[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    from: index * size,
    to: Math.min((index + 1) * size, count),
  }));
