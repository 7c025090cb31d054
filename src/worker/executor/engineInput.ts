/** From images to an engine call and back. Pure. */
import { topCount, type ClassChoice } from '../../config/runRequest.ts';
import type { Explanation } from '../../model/types.ts';
import { topIndices } from '../../tensor/argMax.ts';
import type { FloatPool } from '../../tensor/floatPool.ts';
import { item, slice, type Tensor } from '../../tensor/tensor.ts';

/** What one method says about one image: rows are its classes. */
export interface MethodMaps {
  readonly look: Explanation['look'];
  readonly layers: readonly string[];
  readonly classes: readonly number[];
  /** [rows, H, W] in 0..1 */
  readonly maps: Tensor;
  /** [rows, h, w], or null where there is no layer resolution. */
  readonly layerMaps: Tensor | null;
  /** Signed values of an attribution, [rows, C, H, W]; else null. */
  readonly values: Tensor | null;
  readonly rawRange: readonly (readonly [minimum: number, maximum: number])[];
  readonly flat: readonly boolean[];
  /** Figures of the method by name; mostly empty. */
  readonly figures: readonly Readonly<Record<string, number>>[];
  /** What the metrics asked for say. */
  readonly verdicts: Explanation['verdicts'];
}

export interface ImageExplanation {
  /** [K] */
  readonly logits: Tensor;
  readonly probabilities: Tensor;
  /** [C], or null where feature vectors were not asked for. */
  readonly features: Tensor | null;
  /** In the order of the request's methods. */
  readonly methods: readonly MethodMaps[];
}

/** [n, C, H, W] of `rows` images in memory of `pool`: the given ones, then copies of the first. */
export function stackImages(images: readonly Tensor[], rows: number, pool: FloatPool): Tensor {
  const first = images[0]!;
  const data = pool.take(rows * first.data.length);
  for (let row = 0; row < rows; row++) data.set((images[row] ?? first).data, row * first.data.length);
  return { data, shape: [rows, ...first.shape] };
}

/** Images whose classes depend on the scores need a pass of their own before; "pred" does not, the maps' own pass has it. */
export const needsScores = (choice: ClassChoice): boolean => topCount(choice) !== null;

/**
 * Classes to explain, for each row of an engine call; undefined where the arg-max is meant.
 *
 * @param labels undefined: the arg-max
 * @param logits [n, K], where `needsScores`.
 */
export function classesOf(
  choice: ClassChoice,
  labels: readonly (number | undefined)[],
  logits: Tensor | undefined,
): readonly (readonly number[] | number | undefined)[] | undefined {
  if (choice === 'pred') return undefined;
  if (typeof choice === 'string' && topCount(choice) === null) return labels;
  if (typeof choice === 'object') return labels.map(() => choice);
  const count = topCount(choice)!;
  return labels.map((_, row) => topIndices(item(logits!, row).data, count));
}

/** The part of an engine call's answer that belongs to image `image`. */
export function explanationOf(explanations: readonly Explanation[], image: number): ImageExplanation {
  return {
    logits: item(explanations[0]!.logits, image),
    probabilities: item(explanations[0]!.probabilities, image),
    features: explanations[0]!.features && item(explanations[0]!.features, image),
    methods: explanations.map((given) => methodMapsOf(given, image)),
  };
}

/** Rows of one image follow each other. */
function methodMapsOf(given: Explanation, image: number): MethodMaps {
  const from = given.rows.findIndex((row) => row.image === image);
  const to = from + given.classes[image]!.length;
  return {
    look: given.look,
    layers: given.layers,
    classes: given.rows.slice(from, to).map((row) => row.class),
    maps: slice(given.maps, from, to),
    layerMaps: given.layerMaps === null ? null : slice(given.layerMaps, from, to),
    values: given.values === null ? null : slice(given.values, from, to),
    rawRange: given.rawRange.slice(from, to),
    flat: given.flat.slice(from, to),
    figures: given.figures.slice(from, to),
    verdicts: given.verdicts.slice(from, to),
  };
}
