/** What a rule for a Keras layer has at hand. */
import { CamlineError } from '../../../errors.ts';
import type { Attribute, Constant } from '../network/network.ts';

/** One call of one layer. */
export interface LayerCall {
  readonly className: string;
  /** Of the layer. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Tensors that it is called on, and the number of axes of the first. */
  readonly inputs: readonly string[];
  readonly rank: number;
  /** Tensor of one of its weights ("kernel"); undefined where it has none of that name. */
  readonly weight: (name: string) => string | undefined;
  readonly constantOf: (tensor: string) => Constant;
  /** Adds an operation, and gives its tensor. */
  readonly add: (
    op: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ) => string;
  /** Adds numbers. */
  readonly floats: (values: readonly number[] | Float32Array, shape?: readonly number[]) => string;
  readonly integers: (values: readonly number[], shape?: readonly number[]) => string;
}

/** Gives the tensor that leaves the layer, and how many axes it has where that changes. */
export type LayerRule = (call: LayerCall) => string | { readonly tensor: string; readonly rank: number };

export function required(call: LayerCall, name: string): string {
  const tensor = call.weight(name);
  if (tensor !== undefined) return tensor;
  throw new CamlineError(
    'MODEL_INVALID',
    `The manifest has no weights "${call.name}/${name}" for the layer "${call.name}" (${call.className}).`,
  );
}

export const refuse = ({ className, name }: LayerCall, why: string): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `The layer "${name}" (${className}) ${why}. Convert the model to a TensorFlow.js graph model, or to ONNX.`,
  );

export function numberIn({ config }: LayerCall, name: string, fallback: number): number {
  const value = config[name];
  return typeof value === 'number' ? value : fallback;
}

/** Two numbers, or one for both. */
export function pairIn(
  { config }: LayerCall,
  name: string,
  fallback: readonly [number, number],
): [number, number] {
  const value = config[name];
  if (typeof value === 'number') return [value, value];
  return Array.isArray(value) ? [Number(value[0]), Number(value[1])] : [...fallback];
}

/** [[before, after], [before, after]], or two numbers for both sides, or one for all. */
export function bordersIn(call: LayerCall, name: string): [[number, number], [number, number]] {
  const value = call.config[name];
  if (Array.isArray(value) && Array.isArray(value[0])) return value as [[number, number], [number, number]];
  const [rows, columns] = pairIn(call, name, [1, 1]);
  return [
    [rows, rows],
    [columns, columns],
  ];
}

export function textIn({ config }: LayerCall, name: string, fallback: string): string {
  const value = config[name];
  return typeof value === 'string' ? value : fallback;
}

export function checkChannelsLast(call: LayerCall): void {
  if (call.config['data_format'] === 'channels_first')
    throw refuse(call, 'has its channels first, which TensorFlow.js does not compute');
}
