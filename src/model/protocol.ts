/** What crosses the boundary to the model's thread. Tensors that come back are transferred, not copied. */
import type { CheckName } from '../check/checks.ts';
import type { Answer } from '../check/finding.ts';
import type { Trial, Trialled } from '../check/trials.ts';
import type { Device } from '../config/device.ts';
import type { Layer, ModelFacts } from '../engine/engine.ts';
import type { BackendName } from '../engine/tfjs/backend.ts';
import type { PlainError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EvaluateOptions, Explanation, ExplainManyOptions, MapVerdict } from './types.ts';

/** What the thread is started with: options with their defaults merged. */
export interface ThreadSettings {
  readonly path: string;
  readonly threads: number;
  /** Of ONNX Runtime. */
  readonly device: Device;
  /** Of TensorFlow.js. */
  readonly backend: BackendName;
  readonly batch: number;
  readonly chunk: number;
  readonly grid: readonly [rows: number, columns: number] | null;
  readonly size: readonly [rows: number, columns: number] | null;
  readonly output: string | null;
  readonly cache: string | null;
}

export interface Calls {
  readonly open: { readonly argument: null; readonly result: Opened };
  readonly explainMany: {
    readonly argument: { readonly input: Tensor; readonly options: ExplainManyOptions };
    readonly result: Explanation[];
  };
  readonly evaluate: {
    readonly argument: { readonly input: Tensor; readonly options: EvaluateOptions };
    readonly result: MapVerdict[];
  };
  readonly classify: { readonly argument: { readonly input: Tensor }; readonly result: Tensor };
  readonly layer: { readonly argument: { readonly name: string | undefined }; readonly result: Layer };
  readonly hasAffineTail: {
    readonly argument: { readonly name: string | undefined };
    readonly result: boolean;
  };
  /** `layer`: by tensor; null where the network has none. */
  readonly tryNeed: {
    readonly argument: { readonly need: Trialled; readonly images: Tensor; readonly layer: string | null };
    readonly result: Trial;
  };
  readonly runCheck: {
    readonly argument: { readonly name: CheckName; readonly images: Tensor; readonly layer: string | null };
    readonly result: Answer;
  };
  readonly close: { readonly argument: null; readonly result: null };
}
export type CallName = keyof Calls;

export interface Opened {
  readonly facts: ModelFacts;
  readonly layers: readonly Layer[];
}

export type Request = {
  [Name in CallName]: {
    readonly id: number;
    readonly call: Name;
    readonly argument: Calls[Name]['argument'];
  };
}[CallName];

export type Response = {
  readonly id: number;
  /** The input's memory, handed back for the next call. */
  readonly spent: Float32Array | null;
} & (
  | { readonly ok: true; readonly result: Calls[CallName]['result'] }
  | { readonly ok: false; readonly error: PlainError }
);

/** The buffers of every tensor in `results`, each once: a buffer can be transferred only once. */
export function transferables(tensors: readonly Pick<Tensor, 'data'>[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of tensors) if (data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
  return [...buffers];
}

/** The images that a call brings, if any. */
export function inputOf({ argument }: Pick<Request, 'argument'>): Tensor | null {
  return argument !== null && 'input' in argument ? argument.input : null;
}
