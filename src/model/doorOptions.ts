/**
 * What callers of the library door may give, checked before anything is sent to the model's thread: JavaScript has no
 * compiler that would have told them. What only the model can judge (names of layers, indices of classes) is judged there.
 */
import { z } from 'zod';
import { channelBudgetSchema } from '../config/channelBudget.ts';
import { deviceSchema } from '../config/device.ts';
import { parseAs } from '../config/parse.ts';
import { CamlineError, unknownName, type ErrorCode } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type {
  CheckOptions,
  CheckProgress,
  EvaluateOptions,
  ExplainManyOptions,
  ExplainOptions,
  OpenModelOptions,
} from './types.ts';

const count = (most: number) => {
  const expected = `expected a whole number, 1 to ${most}`;
  return z.int(expected).min(1, expected).max(most, expected);
};
const names = (expected: string) => z.array(z.string(expected), expected).readonly();
const name = (expected: string) => z.string(expected).min(1, expected);
const yesOrNo = z.boolean('expected true or false');

const openOptions = z.object({
  device: deviceSchema.optional(),
  engineThreads: count(256).optional(),
  batch: count(1024).optional(),
  grid: z
    .tuple([count(65_536), count(65_536)], 'expected [rows, columns]')
    .readonly()
    .optional(),
  size: z
    .tuple([count(16_384), count(16_384)], 'expected [rows, columns]')
    .readonly()
    .optional(),
  output: name("expected the name of one of the model's outputs").optional(),
  cache: name('expected the path of a folder, or null for none').nullable().optional(),
});

const classes = z
  .array(
    z.union([z.number(), z.array(z.number()).readonly(), z.undefined()], {
      error: 'expected a class index, a list of them, or undefined for the arg-max',
    }),
    'expected a list with one entry for each image',
  )
  .readonly();

const region = z.union(
  [
    z.object({ box: z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly() }),
    z.object({ mask: z.instanceof(Uint8Array) }),
    z.undefined(),
  ],
  'expected { box: [x, y, width, height] }, { mask } with a Uint8Array, or undefined',
);
const regions = z.array(region, 'expected a list with one entry for each image').readonly();

const explainOptions = z.object({
  metrics: names('expected a list of names of metrics, see metrics').optional(),
  regions: regions.optional(),
  method: name('expected the name of a method, see methods').optional(),
  layers: names('expected a list of layer names').optional(),
  classes: classes.optional(),
  eigenSmooth: yesOrNo.optional(),
  augSmooth: yesOrNo.optional(),
  channels: channelBudgetSchema.optional(),
  features: yesOrNo.optional(),
  compareExact: z.array(yesOrNo, 'expected a list with true or false for each image').readonly().optional(),
});

const explainManyOptions = explainOptions.omit({ method: true }).extend({
  methods: names('expected a list of names of methods, see methods'),
});

const tensor = z.object({
  data: z.instanceof(Float32Array, { error: 'expected a Float32Array' }),
  shape: z.array(z.int('expected whole numbers'), 'expected [n, channels, height, width]').readonly(),
});

const evaluateOptions = z.object({
  metrics: names('expected a list of names of metrics, see metrics'),
  regions: regions.optional(),
  maps: tensor,
  rows: z
    .array(z.object({ image: z.number(), class: z.number() }), 'expected a list of { image, class }')
    .readonly(),
});

const checkOptions = z.object({
  photo: tensor.optional(),
  layers: names('expected a list of layer names').optional(),
  onProgress: z
    .custom<(progress: CheckProgress) => void>((given) => typeof given === 'function', 'expected a function')
    .optional(),
});

/** Throws CONFIG_INVALID, or MODEL_NOT_FOUND for a path that is none. */
export function checkedOpening(path: unknown, options: unknown): OpenModelOptions {
  if (typeof path === 'string' && path !== '') return checked(openOptions, options, 'openModel');
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `Expected the path of a model file, received ${JSON.stringify(path) ?? String(path)}.`,
  );
}

/** Throws CONFIG_INVALID. */
export const checkedExplain = (options: unknown): ExplainOptions =>
  checked(explainOptions, options, 'explain');

/** Throws CONFIG_INVALID. */
export const checkedExplainMany = (options: unknown): ExplainManyOptions =>
  checked(explainManyOptions, options, 'explainMany');

/** Throws CONFIG_INVALID. */
export const checkedEvaluate = (options: unknown): EvaluateOptions =>
  checked(evaluateOptions, options, 'evaluate');

/** Throws CONFIG_INVALID. */
export const checkedCheck = (options: unknown): CheckOptions => checked(checkOptions, options, 'check');

/** Throws INPUT_INVALID. */
export function checkedTensor(input: unknown): Tensor {
  return parseAs(tensor, input, 'INPUT_INVALID', 'images, expected { data, shape }');
}

/** Throws LAYER_UNKNOWN for what is no name at all. */
export function checkedName(layer: unknown): string | undefined {
  return parseAs(z.string('expected a name').optional(), layer, 'LAYER_UNKNOWN', 'layer');
}

/** Options as they were given, nothing added: absent stays absent. */
function checked<T extends z.ZodObject>(schema: T, options: unknown, what: string): z.output<T> {
  const code: ErrorCode = 'CONFIG_INVALID';
  const allowed = Object.keys(schema.shape);
  const stranger =
    typeof options === 'object' && options !== null && !Array.isArray(options)
      ? Object.keys(options).find((key) => !allowed.includes(key))
      : undefined;
  if (stranger !== undefined) throw unknownName(code, `option of ${what}`, stranger, allowed);
  return parseAs(schema, options, code, `options of ${what}`);
}
