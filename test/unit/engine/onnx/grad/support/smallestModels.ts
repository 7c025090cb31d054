/** For every gradient rule the smallest models that use it, in the forms in which networks bring it. */
import type { Value } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { activationModels } from './models/activations.ts';
import { convModels } from './models/conv.ts';
import { elementwiseModels } from './models/elementwise.ts';
import { matmulModels } from './models/matmul.ts';
import { normalizationModels } from './models/normalization.ts';
import { poolingModels } from './models/pooling.ts';
import { recurrentModels } from './models/recurrent.ts';
import { reductionModels } from './models/reductions.ts';
import { resizeModels } from './models/resize.ts';
import { selectionModels } from './models/selection.ts';
import { shapeModels } from './models/shape.ts';
import type { ModelWriter } from './smallModel.ts';

/**
 * Input values: 'signed' in ±0.3..0.9; 'positive' in 0.3..0.9; 'distinct' multiples of 0.05, all different.
 * All keep away from kinks at 0 by more than a step of the central difference.
 */
export type InputValues = 'signed' | 'positive' | 'distinct';

export interface SmallestModel {
  readonly form: string;
  /** Shape of the input x without its batch axis. */
  readonly input: readonly number[];
  readonly values?: InputValues;
  readonly build: (x: Value, net: ModelWriter) => Value;
}

export const smallestModels: Readonly<Record<string, readonly SmallestModel[]>> = {
  ...elementwiseModels,
  ...activationModels,
  ...convModels,
  ...poolingModels,
  ...resizeModels,
  ...reductionModels,
  ...normalizationModels,
  ...shapeModels,
  ...selectionModels,
  ...matmulModels,
  ...recurrentModels,
};
