/** What ScoreCAM with a budget tells of itself: how much of the layer it has scored, and how near the exact map it came. */
import { spearman } from '../metrics/comparison/spearman.ts';
import type { LayerMethod } from '../methods/method.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import type { Pass } from './ingredients.ts';
import { finishedByMethod, fused, type LayerRequest, type MethodLayers } from './layerExplanations.ts';

type Figures = Readonly<Record<string, number>>;

/** Finished maps of one method with a budget. */
interface BudgetMaps {
  readonly method: LayerMethod;
  readonly layers: MethodLayers;
  /** All layers' as one, [rows, H, W]. */
  readonly maps: Tensor;
}

/**
 * Per row `channelsScored` of `channelsTotal`, over all layers; and for images that are to be compared
 * `exactRankCorrelation`, Spearman's with the exact map, which is computed for that (left out where one of the two is
 * constant). Nothing for methods without masks, and without a budget.
 *
 * @param compared per image
 */
export async function budgetFigures(
  pass: Pass,
  request: LayerRequest,
  given: BudgetMaps,
  compared: readonly boolean[],
): Promise<Figures[]> {
  const scored = given.layers.flatMap((layer) => (layer.scored === null ? [] : [layer.scored]));
  if (scored.length === 0) return pass.rows.map(() => ({}));
  const channelsTotal = sum(request.layers.map(({ spatial }) => spatial![0]));
  const correlations = await exactCorrelations(pass, request, given, compared);
  return pass.rows.map((_, row) => {
    const channelsScored = sum(scored.map((ofLayer) => ofLayer[row]!));
    const correlation = correlations.get(row) ?? null;
    return {
      channelsScored,
      channelsTotal,
      ...(correlation !== null && { exactRankCorrelation: correlation }),
    };
  });
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);

async function exactCorrelations(
  pass: Pass,
  request: LayerRequest,
  { method, maps }: BudgetMaps,
  compared: readonly boolean[],
): Promise<ReadonlyMap<number, number | null>> {
  const chosen = [...pass.rows.keys()].filter((row) => compared[pass.rows[row]!.image]);
  if (chosen.length === 0) return new Map();
  const rows = chosen.map((row) => pass.rows[row]!);
  const exact = await finishedByMethod({ ...pass, rows }, [method], { ...request, channels: null });
  const exactMaps = fused(method, exact.get(method)!);
  return new Map(chosen.map((row, at) => [row, spearman(item(maps, row).data, item(exactMaps, at).data)]));
}
