/** The only importer of onnxruntime-node for running graphs. A run blocks its thread, so sessions live in a worker thread. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Device } from '../../../config/device.ts';
import { CamlineError, messageOf } from '../../../errors.ts';
import type { ElementType, Graph } from '../ir/graph.ts';
import { workingOpset } from '../ir/opset.ts';
import { encodeModel } from '../wire/encodeModel.ts';
import { WeightFiles } from '../wire/weightFiles.ts';
import { executionProvider } from './executionProvider.ts';

/** How ONNX Runtime holds the elements of each type; bool is one byte each, float16 its 16 bits. */
export interface ArrayByType {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int8: Int8Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}
export type RunType = keyof ArrayByType;

/** A tensor that goes into or comes out of a session. */
export type SessionTensor = {
  [Type in RunType]: {
    readonly type: Type;
    readonly data: ArrayByType[Type];
    readonly shape: readonly number[];
  };
}[RunType];

export interface SessionOptions {
  /** Threads inside one operation. */
  readonly threads: number;
  /**
   * False for a graph that runs once or twice, or where every tensor must stay as the graph has it: weights are not
   * rearranged, which would take longer than the run, and memory goes back at once.
   */
  readonly optimise: boolean;
  /** Default: the CPU. What is not optimised always runs there. */
  readonly device?: Device;
  /** Whether ONNX Runtime tells on stderr why it cannot do something; default: no. */
  readonly verbose?: boolean;
  /** Opset of the graph; default: the one that passes lift to. */
  readonly opset?: number;
}

export interface Session {
  /** Element types of the outputs, as ONNX Runtime infers them; null for one that it has no arrays for. */
  readonly outputTypes: ReadonlyMap<string, ElementType | null>;
  /** Their shapes as far as ONNX Runtime infers them. */
  readonly outputShapes: ReadonlyMap<string, readonly (number | string)[]>;
  /**
   * Throws ENGINE_FAILED with ONNX Runtime's own words, or ENGINE_OUT_OF_MEMORY.
   *
   * @param fetch outputs wanted; default: all
   */
  run(
    feeds: Readonly<Record<string, SessionTensor>>,
    fetch?: readonly string[],
  ): Promise<Record<string, SessionTensor>>;
  close(): Promise<void>;
}

/** ONNX Runtime's log levels: nothing but what ends the process; a failure comes back as an error with its message. */
const fatalOnly = 4;
const errors = 3;

/**
 * A session's threads go on spinning after a run, waiting for the next, and so take cores from the session that runs now:
 * with a forward and a backward session in turns, on two cores, the forward pass took 1.9 times as long. A session alone
 * is as fast without.
 */
const noSpinning = { intra_op: { allow_spinning: '0' } };

/**
 * ONNX Runtime 1.30 merges a `Pad` with zeros into the max-pooling behind it, which pads with minus infinity: wrong where
 * values are negative (HGNetV2). In front of convolutions pads are folded before (passes/foldPads.ts).
 */
const noPadFusion = { disable_specified_optimizers: 'Pad_Fusion' };

const optimised = {
  graphOptimizationLevel: 'all',
  extra: { session: noSpinning, optimization: noPadFusion },
} as const;
const asItIs = {
  graphOptimizationLevel: 'disabled',
  enableCpuMemArena: false,
  enableMemPattern: false,
  extra: { session: { ...noSpinning, disable_prepacking: '1' } },
} as const;

export async function openSession(graph: Graph, options: SessionOptions): Promise<Session> {
  const weights = new WeightFiles();
  const bytes = encodeModel(graph, options.opset ?? workingOpset, weights.place);
  const native = { ...nativeOptions(options), externalData: weights.files };
  return opened(InferenceSession.create(bytes, native), 'graph');
}

/** A model file as it lies there: ONNX Runtime reads it, and what lies beside it, itself. */
export const openFile = (path: string, options: Omit<SessionOptions, 'opset'>): Promise<Session> =>
  opened(InferenceSession.create(path, nativeOptions(options)), 'file');

const nativeOptions = ({
  threads,
  optimise,
  device = 'cpu',
  verbose = false,
}: SessionOptions): InferenceSession.SessionOptions => ({
  executionProviders: [executionProvider(optimise ? device : 'cpu')],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  ...(optimise ? optimised : asItIs),
  // DirectML refuses to plan memory ahead.
  ...(device === 'directml' && { enableMemPattern: false }),
  logSeverityLevel: verbose ? errors : fatalOnly,
});

async function opened(opening: Promise<InferenceSession>, what: 'graph' | 'file'): Promise<Session> {
  const session = await opening.catch((cause: unknown) => {
    throw engineError(`ONNX Runtime cannot load the ${what}`, cause);
  });
  const outputTypes = new Map(session.outputMetadata.map((output) => [output.name, typeOf(output)]));
  const outputShapes = session.outputMetadata.map(
    (output) => [output.name, output.isTensor ? output.shape : []] as const,
  );
  return {
    outputTypes,
    outputShapes: new Map(outputShapes),
    run: (feeds, fetch) => runSession(session, feeds, fetch),
    close: () => session.release(),
  };
}

async function runSession(
  session: InferenceSession,
  feeds: Readonly<Record<string, SessionTensor>>,
  fetch: readonly string[] = session.outputNames,
): Promise<Record<string, SessionTensor>> {
  const given = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toOrt(feed)]));
  const results = await session.run(given, fetch).catch((cause: unknown) => {
    throw engineError('ONNX Runtime failed', cause);
  });
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, fromOrt(name, result)]));
}

function toOrt({ type, data, shape }: SessionTensor): OrtTensor {
  return new OrtTensor(type, data, shape);
}

function fromOrt(name: string, tensor: OrtTensor): SessionTensor {
  if (!isRunType(tensor.type)) {
    throw new CamlineError(
      'ENGINE_FAILED',
      `Output "${name}" is of type ${tensor.type}, which has no array here.`,
    );
  }
  return { type: tensor.type, data: tensor.data, shape: tensor.dims } as SessionTensor;
}

const runTypes: Readonly<Record<RunType, true>> = {
  float32: true,
  float64: true,
  float16: true,
  int64: true,
  uint64: true,
  int32: true,
  uint32: true,
  int16: true,
  uint16: true,
  int8: true,
  uint8: true,
  bool: true,
};
const isRunType = (type: string): type is RunType => Object.hasOwn(runTypes, type);

const typeOf = (output: InferenceSession.ValueMetadata): ElementType | null =>
  output.isTensor && isRunType(output.type) ? output.type : null;

const memoryWords =
  /out of memory|bad_alloc|failed to allocate|AllocateRaw|is smaller than requested bytes|CUDA_ERROR_OUT_OF_MEMORY/i;

function engineError(what: string, cause: unknown): CamlineError {
  const native = messageOf(cause);
  const code = memoryWords.test(native) ? 'ENGINE_OUT_OF_MEMORY' : 'ENGINE_FAILED';
  return new CamlineError(code, `${what}: ${native}`, { cause });
}
