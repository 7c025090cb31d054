/** From a model file to a network on the device that is ready to be cut: the one door of this folder. */
import { probabilityOf, scoreKind, scoreNotes, type ScoreEnd } from '../../calls/scoreKind.ts';
import type { ModelFacts, SourceFacts } from '../../engine.ts';
import { readModelFiles, type ModelFiles } from '../file/readModelFiles.ts';
import { networkOf } from '../network/networkOf.ts';
import type { Network, NetworkOutput } from '../network/network.ts';
import { opOf } from '../ops/table.ts';
import { dropNetwork, loadNetwork } from '../run/deviceNetwork.ts';
import type { DeviceNetwork } from '../run/execute.ts';
import { foldShapes, openBatch } from './batch.ts';
import { foldNormalisation } from './foldNormalisation.ts';
import { layersOf, type Layers } from './layers.ts';
import { areIndependent, measure, scoresOf, type Measurement } from './measure.ts';
import { mergeDilation } from './mergeDilation.ts';
import {
  asRows,
  chooseLogits,
  classCountOf,
  cutActivation,
  lastOperation,
  likelyLogits,
  type Cut,
} from './outputs.ts';

export interface PreparedNetwork {
  readonly device: DeviceNetwork;
  readonly measurement: Measurement;
  readonly layers: Layers;
  /** The file's output that holds the class scores, as the file has it. */
  readonly output: { readonly index: number; readonly tensor: string };
  readonly facts: Omit<ModelFacts, 'engine' | 'engineVersion' | 'device'> & { readonly source: SourceFacts };
}

/**
 * Reads the model, folds what follows convolutions into them, opens its batch, measures it, and cuts a final softmax or
 * sigmoid.
 *
 * @param path of the model.json
 * @param output name of the output that holds the class scores; null for the first that does
 * @throws the errors of `readModelFiles`; MODEL_UNSUPPORTED for what is no image classifier or holds unknown operations;
 * CONFIG_INVALID for an output that the file does not have
 */
export async function prepareNetwork(path: string, output: string | null): Promise<PreparedNetwork> {
  const files = await readModelFiles(path);
  const original = networkOf(files, path);
  original.nodes.forEach(opOf);
  const simplified = foldNormalisation(mergeDilation(openBatch(original)));
  const { device: trial, measurement, batched, notes } = settle(simplified, original, output);
  try {
    const chosen = chooseLogits(simplified, measurement, output);
    const single = { ...trial.network, outputs: [chosen.output] };
    const count = classCountOf(measurement.get(chosen.output.tensor))!;
    const cut = cutActivation(batched ? foldShapes(single, measurement) : single, measurement);
    const end = endOf(cut, trial, chosen.output.tensor, count);
    const network = asRows(cut.network, count);
    return {
      device: loadNetwork(network),
      measurement,
      layers: layersOf(cut.network, original, measurement),
      output: outputOf(original, chosen.output),
      facts: {
        ...factsOf(files, original, chosen.output.name, count),
        classCount: Math.max(count, 2),
        batched,
        removedActivation: cut.removed,
        probability: probabilityOf(end),
        notes: [...notes, ...chosen.notes, ...scoreNotes(end)],
      },
    };
  } finally {
    dropNetwork(trial);
  }
}

/** Images that tell of what kind scores are. */
const tried = 3;

/** @param output the tensor of the class scores as the file gives them */
const endOf = ({ network, removed }: Cut, file: DeviceNetwork, output: string, count: number): ScoreEnd => ({
  kind: scoreKind(scoresOf(file, output, tried), count),
  removed,
  isSingle: count === 1,
  operation: lastOperation(network)?.op ?? '',
});

const outputOf = ({ outputs }: Network, { name }: NetworkOutput): PreparedNetwork['output'] => {
  const index = outputs.findIndex((output) => output.name === name);
  return { index, tensor: outputs[index]!.tensor };
};

interface Settled {
  readonly device: DeviceNetwork;
  readonly measurement: Measurement;
  readonly batched: boolean;
  readonly notes: readonly string[];
}

/** Opened where the file takes any number of images, or can be made to; else as it is, one image at a time. */
function settle(opened: Network, original: Network, wanted: string | null): Settled {
  const device = loadNetwork(opened);
  try {
    const together = measuredTogether(device, original);
    if (!(together instanceof Error)) {
      const { tensor } = likelyLogits(opened.outputs, together, wanted);
      if (areIndependent(device, tensor)) return { device, measurement: together, batched: true, notes: [] };
    }
    const why =
      together instanceof Error ? together.message : 'images that go through together change each other';
    return { device, measurement: measure(device, false), batched: false, notes: [oneByOne(why)] };
  } catch (error) {
    dropNetwork(device);
    throw error;
  }
}

/** Why not, where the file says one number of images and no other can be had. */
function measuredTogether(device: DeviceNetwork, { input }: Network): Measurement | Error {
  try {
    return measure(device, true);
  } catch (error) {
    if (input.batch === null) throw error;
    return error as Error;
  }
}

const oneByOne = (why: string): string =>
  `Images go through this network one by one, which is slower: ${why}.`;

function factsOf(
  { json, sha256, files, bytes }: ModelFiles,
  { input, outputs }: Network,
  chosen: string,
  scores: number,
): Pick<ModelFacts, 'sha256' | 'files' | 'input' | 'exporter' | 'opset'> & { readonly source: SourceFacts } {
  const isGraph = 'node' in json.modelTopology;
  const others = outputs.map(({ name }) => name).filter((name) => name !== chosen);
  return {
    sha256,
    files,
    input: [input.channels, input.rows, input.columns],
    exporter: [json.generatedBy, json.convertedBy].filter(Boolean).join(', ') || 'TensorFlow.js',
    opset: null,
    source: {
      bytes,
      format: isGraph ? 'TensorFlow.js graph model' : 'TensorFlow.js layers model',
      inputType: 'float32',
      layout: 'channelsLast',
      anySize: false,
      batch: input.batch,
      scores,
      outputs: [chosen, ...others],
      // Weights that were stored in fewer bits are plain numbers once read: nothing is rounded on the way.
      quantised: false,
    },
  };
}
