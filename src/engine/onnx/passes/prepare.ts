/** From a model file to a graph that is ready to be cut: the one door of this folder. */
import { CamlineError } from '../../../errors.ts';
import { probabilityOf, scoreNotes } from '../../calls/scoreKind.ts';
import { keptNetwork } from '../cache/networkFiles.ts';
import { cloneGraph } from '../ir/cloneGraph.ts';
import type { Graph } from '../ir/graph.ts';
import { readModel, type FileFacts } from '../wire/readModel.ts';
import { asFloat32 } from './asFloat32.ts';
import { checkInput } from './checkInput.ts';
import { checkOpset } from './checkOpset.ts';
import { cutActivation, lastComputation } from './cutActivation.ts';
import { dropTrainingOutputs } from './dropTrainingOutputs.ts';
import { hoistConstants } from './hoistConstants.ts';
import { layersOf } from './layers.ts';
import type { Grid } from './layout.ts';
import { liftOpset } from './liftOpset.ts';
import type { FileAsIs, PreparedModel } from './preparedModel.ts';
import { runReference } from './reference.ts';
import { settle } from './settle.ts';
import { settleImageSize } from './settleImageSize.ts';
import { splitSingleLogit } from './splitSingleLogit.ts';
import { takeChannelsFirst } from './takeChannelsFirst.ts';
import { takeFloatImages } from './takeFloatImages.ts';

export interface PrepareOptions {
  /** Threads inside one operation of the runs that measure and verify. */
  readonly threads: number;
  /** Rows and columns of a transformer's patches, where neither its graph tells them nor their count (no square). */
  readonly grid?: Grid | null;
  /** Rows and columns of the images, for a file that leaves them open; null for 224 x 224. */
  readonly size?: readonly [rows: number, columns: number] | null;
  /** Name of the output that holds the class scores; null for the first that does. */
  readonly output?: string | null;
  /** Folder that keeps from process to process what is slow to find out; null (default) keeps nothing. */
  readonly cache?: string | null;
}

/**
 * Reads the model, lifts it to opset 20, lets it take channels first, folds its shape bookkeeping, opens its batch,
 * verifies the result against the file as it is, and cuts a final softmax or sigmoid.
 *
 * @throws the errors of `readModel`; MODEL_UNSUPPORTED for what is no image classifier or uses unknown forms;
 * MODEL_INVALID where ONNX Runtime cannot load the file; CONFIG_INVALID for a grid that fits no tokens, or an output that
 * the file does not have
 */
export async function prepareModel(path: string, options: PrepareOptions): Promise<PreparedModel> {
  const { graph: original, facts: file } = await readModel(path);
  return namingFile(path, () => prepared(original, file, options));
}

/** Errors from deep inside say what is wrong with an operation, and not of which file. */
async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnnamed =
      error instanceof CamlineError && error.code.startsWith('MODEL_') && !error.message.includes(path);
    throw isUnnamed ? new CamlineError(error.code, `${path}: ${error.message}`, { cause: error }) : error;
  }
}

async function prepared(
  original: Graph,
  file: FileFacts,
  { threads, grid = null, size = null, output = null, cache = null }: PrepareOptions,
): Promise<PreparedModel> {
  const fileNotes = [...checkOpset(file), ...(isQuantised(original) ? [straightThrough] : [])];
  const asWritten = {
    type: original.inputs[0]?.type ?? null,
    outputs: original.outputs.map(({ name }) => name),
  };
  hoistConstants(original);
  dropTrainingOutputs(original);
  const notes = [...fileNotes, ...asFloat32(original), ...takeFloatImages(original)];
  const settled = settleImageSize(original, file, size);
  const layout = checkInput(original, file);
  const lifted = cloneGraph(original);
  liftOpset(lifted, file.opset);
  if (layout === 'channelsLast') takeChannelsFirst(lifted);
  const key = { folder: cache, sha256: file.sha256, output, size: settled.isOpen ? size : null };
  const network = await keptNetwork(key, original, async () => {
    const reference = await runReference(original, { file, layout, anySize: settled.isOpen, threads });
    return settle(lifted, { file, reference, output, threads });
  });
  const removedActivation = cutActivation(network.graph);
  const operation = lastComputation(network.graph.outputs[0]!)?.opType ?? '';
  const isSingle = splitSingleLogit(network.graph);
  const end = { kind: network.scores, removed: removedActivation, isSingle, operation };
  const [input, logits] = [network.graph.inputs[0]!, network.graph.outputs[0]!];
  const asIs = { ...fileAsIs(file, network.output), type: asWritten.type!, layout };
  return {
    graph: network.graph,
    input,
    logits,
    layers: layersOf({ ...network, original, grid }),
    facts: {
      sha256: file.sha256,
      files: file.files,
      input: input.shape!.slice(1) as [number, number, number],
      classCount: Number(logits.shape![1]),
      exporter: file.exporter,
      opset: file.opset,
      batched: network.batched,
      removedActivation,
      probability: probabilityOf(end),
      notes: [...notes, ...settled.notes, ...network.notes, ...scoreNotes(end)],
      source: {
        bytes: file.bytes,
        format: `ONNX IR ${file.irVersion}`,
        inputType: asIs.type,
        layout,
        anySize: settled.isOpen,
        batch: asIs.batch,
        scores: isSingle ? 1 : Number(logits.shape![1]),
        outputs: [asIs.output, ...asWritten.outputs.filter((name) => name !== asIs.output)],
        quantised: isQuantised(lifted),
      },
    },
    file: asIs,
  };
}

const isQuantised = ({ nodes }: Graph): boolean => nodes.some(({ opType }) => opType === 'QuantizeLinear');

const straightThrough =
  'The network is quantised: gradients pass straight through its rounding, and are 0 where a number saturates.';

function fileAsIs(
  { path, inputs }: FileFacts,
  output: string,
): Pick<FileAsIs, 'path' | 'input' | 'batch' | 'output'> {
  const { name, dims } = inputs[0]!;
  const first = dims?.[0];
  return { path, input: name, batch: typeof first === 'number' && first > 0 ? first : null, output };
}
