import type { Axis, Layout } from './layout.ts';
import { isTokens } from './layout.ts';

/**
 * What the axes of a reshaped tensor count: axes whose sizes multiply to the same are the same elements in the same
 * order, so that rows and columns become tokens, tokens become rows and columns, and channels are split or joined.
 *
 * @param before sizes, the batch left out, as `layout` does
 * @returns null where an axis mixes different things, or has one element and therefore no place
 */
export function regroup(layout: Layout, before: readonly number[], after: readonly number[]): Layout | null {
  if ([...before, ...after].some((size) => size <= 1)) return null;
  const axes: Axis[] = [];
  let [from, to] = [0, 0];
  while (from < before.length && to < after.length) {
    const [start, begin] = [from, to];
    let [left, right] = [before[from++]!, after[to++]!];
    while (left !== right) {
      if (left < right && from < before.length) left *= before[from++]!;
      else if (right < left && to < after.length) right *= after[to++]!;
      else return null;
    }
    const sizes = { before: before.slice(start, from), after: after.slice(begin, to) };
    const group = renamed(layout.slice(start, from), sizes);
    if (group === null) return null;
    axes.push(...group);
  }
  return from === before.length && to === after.length ? axes : null;
}

interface Sizes {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function renamed(axes: Layout, { before, after }: Sizes): Layout | null {
  const [axis] = axes;
  if (axes.length === 1 && after.length === 1) return axes;
  if (axes.every((each) => each === 'channel')) return after.map(() => 'channel');
  if (axis === 'row' && axes[1] === 'column' && axes.length === 2 && after.length === 1) {
    return [{ leading: 0, grid: [before[0]!, before[1]!] }];
  }
  const isGrid = isTokens(axis) && axis.leading === 0 && String(axis.grid) === String(after);
  return isGrid ? ['row', 'column'] : null;
}
