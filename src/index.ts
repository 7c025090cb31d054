/** The library door. */
export { openModel } from './model/openModel.ts';
export { localModel, type LocalModel } from './remote/localModel.ts';
export { readModelCard } from './config/readModelCard.ts';
export { readPhoto } from './imaging/readPhoto.ts';
export { methods } from './methods/registry.ts';
export { metrics } from './metrics/registry.ts';
export { compareMaps, type MapComparison } from './metrics/comparison/compareMaps.ts';
export { CamlineError, type ErrorCode } from './errors.ts';
export type {
  CheckOptions,
  CheckProgress,
  EvaluateOptions,
  ExplainManyOptions,
  ExplainOptions,
  Explanation,
  JudgeOptions,
  MapRow,
  MapVerdict,
  ModelDoor,
  OpenModelOptions,
} from './model/types.ts';
export type { CardRequest, FoundCard } from './config/readModelCard.ts';
export type { ModelCard } from './config/modelCard.ts';
export type { Photo } from './imaging/readPhoto.ts';
export type { CheckReport } from './check/report.ts';
export type { Layer, ModelFacts } from './engine/engine.ts';
export type { Method } from './methods/method.ts';
export type { Metric } from './metrics/metric.ts';
export type { Region } from './metrics/region.ts';
export type { Tensor } from './tensor/tensor.ts';
