import { resolve } from 'node:path';
import type { CheckReport } from '../../check/report.ts';
import { version } from '../../config/version.ts';
import type { ModelFacts } from '../../engine/engine.ts';

/** What `camline check --json` prints. Pure. */
export function reportJson(path: string, facts: ModelFacts, report: CheckReport): object {
  const { defaultLayer, withoutLayer, layerCount, mapCount, verdict, ...rest } = report;
  const named = defaultLayer && {
    name: defaultLayer.name,
    tensor: defaultLayer.tensor,
    shape: defaultLayer.shapeText,
    op: defaultLayer.op,
  };
  return {
    camline: version,
    path: resolve(path),
    fine: verdict.fine,
    verdict: verdict.text,
    model: facts,
    layers: { count: layerCount, maps: mapCount, default: named, withoutDefault: withoutLayer },
    ...rest,
  };
}
