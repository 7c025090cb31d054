/** Judging maps of any origin: what `model.evaluate` does in the engine's thread. */
import type { Engine } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import { metricNamed } from '../metrics/registry.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { classify } from './explain.ts';
import { flatRows, judgeMaps } from './judgeMaps.ts';
import { checkClass, checkedCount, checkedRegions } from './request.ts';
import type { EvaluateOptions, MapVerdict } from './types.ts';

/** Throws METRIC_UNKNOWN, INPUT_INVALID or CLASS_UNKNOWN. */
export async function evaluate(
  engine: Engine,
  images: Tensor,
  { maps, rows, metrics, regions }: EvaluateOptions,
  batch: number,
): Promise<MapVerdict[]> {
  const chosen = metrics.map(metricNamed);
  const count = checkedCount(engine, images);
  checkMaps(engine, maps, rows.length);
  for (const row of rows) {
    checkClass(row.class, engine.facts.classCount);
    checkImage(row.image, count);
  }
  const logits = await classify(engine, images, batch);
  const judged = {
    images,
    logits,
    rows,
    maps,
    flat: flatRows(maps),
    regions: checkedRegions(regions, count),
  };
  return judgeMaps(engine, judged, chosen, batch);
}

function checkMaps(engine: Engine, { data, shape }: Tensor, rows: number): void {
  const [, height, width] = engine.facts.input;
  const wanted = [rows, height, width];
  if (
    shape.length === 3 &&
    wanted.every((dim, axis) => dim === shape[axis]) &&
    data.length === rows * height * width
  )
    return;
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected maps of shape [${wanted.join(', ')}], one for each row, received [${shape.join(', ')}] ` +
      `with ${data.length} values.`,
  );
}

function checkImage(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new CamlineError('INPUT_INVALID', `Expected a row's image in 0..${count - 1}, received ${index}.`);
}
