/** The record of an explained image. Pure; fields in the order of the schema, so that equal results give equal bytes. */
import { severalClasses, type ManifestEntry, type RunRequest } from '../../config/runRequest.ts';
import { mapStats } from '../../imaging/mapStats.ts';
import { keys } from '../../storage/keys.ts';
import { recordSchemaVersion, type Explained, type OkRecord } from '../../storage/record.ts';
import { topIndices } from '../../tensor/argMax.ts';
import { item, type Tensor } from '../../tensor/tensor.ts';
import type { ImageExplanation, MethodMaps } from './engineInput.ts';
import type { SeenImage } from './prepareImage.ts';

/** One finished map with its place in the record and its pictures' places in the store. */
export interface ExplainedMap {
  readonly explained: Explained;
  /** [H, W] in 0..1 */
  readonly map: Tensor;
  /** [h, w] before the resize; null where there is no layer's resolution. */
  readonly layerMap: Tensor | null;
  readonly look: MethodMaps['look'];
  /** Signed values of an attribution, [C, H, W]; else null. */
  readonly values: Tensor | null;
}

const shownClasses = 5;

/** Per method, per class. */
export function explainedMaps(
  run: string,
  request: RunRequest,
  key: string,
  { methods }: ImageExplanation,
): ExplainedMap[] {
  return methods.flatMap((given, index) =>
    given.classes.map((_, row) => explainedMap(run, request, key, request.methods[index]!, given, row)),
  );
}

function explainedMap(
  run: string,
  request: RunRequest,
  key: string,
  method: string,
  given: MethodMaps,
  row: number,
): ExplainedMap {
  const map = item(given.maps, row);
  const [height, width] = map.shape as [number, number];
  const [rawMin, rawMax] = given.rawRange[row]!;
  const figures = given.figures[row]!;
  const stats = mapStats(map.data, width, height);
  const suffix = severalClasses(request) ? `.c${given.classes[row]!}` : '';
  const explained: Explained = {
    class: given.classes[row]!,
    method,
    layers: [...given.layers],
    flat: given.flat[row]!,
    rawMin,
    rawMax,
    energy: stats.energy,
    entropy: stats.entropy,
    centerOfMass: stats.centerOfMass,
    box: stats.box,
    heatmap: request.outputs.includes('heatmaps') ? keys.heatmap(run, method, key, suffix) : null,
    overlay: request.outputs.includes('overlays') ? keys.overlay(run, method, key, suffix) : null,
    ...(Object.keys(figures).length > 0 && { figures: { ...figures } }),
    ...judgedBy(given.verdicts[row]!),
  };
  const values = given.values === null ? null : item(given.values, row);
  const layerMap = given.layerMaps === null ? null : item(given.layerMaps, row);
  return { explained, map, layerMap, look: given.look, values };
}

const judgedBy = ({ figures, flags }: MethodMaps['verdicts'][number]): Partial<Explained> => ({
  ...(Object.keys(figures).length > 0 && { metrics: { ...figures } }),
  ...(flags.length > 0 && { metricFlags: [...flags] }),
});

export function okRecord(
  entry: ManifestEntry,
  prepared: SeenImage,
  { logits, probabilities }: Pick<ImageExplanation, 'logits' | 'probabilities'>,
  explanations: readonly Explained[],
  labels: readonly string[] | null,
): OkRecord {
  const { sha256, width, height, transform } = prepared;
  return {
    schema: recordSchemaVersion,
    status: 'ok',
    key: entry.key,
    sha256,
    width,
    height,
    transform,
    label: entry.label ?? null,
    top5: topIndices(logits.data, shownClasses).map((index) => ({
      index,
      name: labels?.[index] ?? null,
      probability: probabilities.data[index]!,
    })),
    explanations: [...explanations],
  };
}
