/** Where one map lies among those of a shard: [images, classes, h, w], a row for each line of its own record. */
import { isFinite } from '../tensor/isFinite.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import type { Explained } from './record.ts';

/** Per explanation of an image: 0 for the first class that its method explains, 1 for the second, … */
export function slotsOf(explanations: readonly Pick<Explained, 'method'>[]): number[] {
  const counts = new Map<string, number>();
  return explanations.map(({ method }) => {
    const slot = counts.get(method) ?? 0;
    counts.set(method, slot + 1);
    return slot;
  });
}

/** The map [h, w], a view; undefined beyond them, or where none was computed. */
export function mapAt(maps: Tensor, line: number, slot: number): Tensor | undefined {
  const [images = 0, classes = 0] = maps.shape;
  if (line >= images || slot >= classes) return undefined;
  const map = item(item(maps, line), slot);
  return isFinite(map.data) ? map : undefined;
}
