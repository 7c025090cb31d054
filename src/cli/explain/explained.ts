/** One photograph explained: figures for people and programs. Pure. */
import type { Preprocessed } from '../../imaging/preprocess.ts';
import type { Explanation } from '../../model/types.ts';
import { topIndices } from '../../tensor/argMax.ts';
import { mapStats, type MapStats } from '../../imaging/mapStats.ts';
import { item, type Tensor } from '../../tensor/tensor.ts';

export interface NamedClass {
  readonly index: number;
  readonly name: string | null;
  readonly probability: number;
}

/** One map: of one class. */
export interface ExplainedClass extends MapStats {
  readonly class: NamedClass;
  /** Nothing speaks for the class: the map is all zeros. */
  readonly flat: boolean;
  readonly rawMin: number;
  readonly rawMax: number;
  /** Finished map [H, W] in 0..1. */
  readonly map: Tensor;
  /** The map before the resize, [h, w]; the finished one where there is none (fused layers, augmented passes). */
  readonly layerMap: Tensor;
  /** Signed values of an attribution, [C, H, W] ([1, H, W] where colours are not told apart); else null. */
  readonly values: Tensor | null;
  /** Figures of the method by name; absent where it has none. */
  readonly figures?: Readonly<Record<string, number>>;
}

export interface ExplainedPhoto {
  readonly method: string;
  readonly look: Explanation['look'];
  /** Empty for methods of the whole network. */
  readonly layers: readonly string[];
  readonly top5: readonly NamedClass[];
  readonly classes: readonly ExplainedClass[];
  readonly transform: Preprocessed['transform'];
  readonly width: number;
  readonly height: number;
}

const most = 5;

/** Class `index` with its name and its probability of all [K]. */
function named(probabilities: Float32Array, labels: readonly string[] | null, index: number): NamedClass {
  return { index, name: labels?.[index] ?? null, probability: probabilities[index]! };
}

/** @param explanation of the one photograph */
export function explainedPhoto(
  explanation: Explanation,
  photo: Pick<Preprocessed, 'transform' | 'width' | 'height'>,
  labels: readonly string[] | null,
): ExplainedPhoto {
  const probabilities = item(explanation.probabilities, 0).data;
  const name = (index: number): NamedClass => named(probabilities, labels, index);
  const { transform, width, height } = photo;
  return {
    method: explanation.method,
    look: explanation.look,
    layers: explanation.layers,
    top5: topIndices(item(explanation.logits, 0).data, most).map(name),
    classes: explanation.rows.map((row, index) => ({
      class: name(row.class),
      ...rowOf(explanation, index),
    })),
    transform,
    width,
    height,
  };
}

function rowOf(
  { maps, layerMaps, values, figures, flat, rawRange }: Explanation,
  index: number,
): Omit<ExplainedClass, 'class'> {
  const map = item(maps, index);
  const [rows, columns] = map.shape as readonly [number, number];
  const [rawMin, rawMax] = rawRange[index]!;
  return {
    flat: flat[index]!,
    rawMin,
    rawMax,
    ...mapStats(map.data, columns, rows),
    map,
    layerMap: layerMaps === null ? map : item(layerMaps, index),
    values: values === null ? null : item(values, index),
    ...(Object.keys(figures[index]!).length > 0 && { figures: figures[index]! }),
  };
}
