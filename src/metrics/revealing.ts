/** What insertion and deletion share: pixels change from one picture to another, the most relevant first. */
import type { JudgedMap, Trial } from './metric.ts';

/** Pixels that change at each step. */
const pixelsPerStep = 224;

export const revealingPasses = (pixels: number): number => Math.ceil(pixels / pixelsPerStep) + 1;

/** Pixels by descending relevance, the first in reading order first on ties. */
export const relevanceOrder = (map: Float32Array): Uint32Array =>
  Uint32Array.from(map.keys()).sort((a, b) => map[b]! - map[a]! || a - b);

/** Area under the curve by the trapezoid rule, the whole way from the first to the last point being 1. */
export function areaUnder(curve: ArrayLike<number>): number {
  let sum = 0;
  for (let point = 1; point < curve.length; point++) sum += (curve[point - 1]! + curve[point]!) / 2;
  return sum / (curve.length - 1);
}

/**
 * Scores on the way from the picture `from` to the picture `to` [C * H * W], and the area under them. A flat map gives no
 * order: its figure is null.
 */
export function revealing(
  figure: string,
  { map, flat }: JudgedMap,
  from: Float32Array,
  to: Float32Array,
): Trial {
  if (flat)
    return {
      count: 0,
      write: () => undefined,
      judge: () => ({ figures: { [figure]: null }, flags: ['flat'] }),
    };
  const order = relevanceOrder(map.data);
  const pixels = order.length;
  const picture = from.slice();
  return {
    count: revealingPasses(pixels),
    write: (index, out) => {
      for (const pixel of order.subarray((index - 1) * pixelsPerStep, index * pixelsPerStep)) {
        for (let at = pixel; at < picture.length; at += pixels) picture[at] = to[at]!;
      }
      out.set(picture);
    },
    judge: (scores) => ({ figures: { [figure]: areaUnder(scores) }, flags: [] }),
  };
}
