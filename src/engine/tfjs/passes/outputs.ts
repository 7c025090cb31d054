/** From the file's outputs to raw class scores. */
import { CamlineError } from '../../../errors.ts';
import { namedOutput, notesOnOthers } from '../../calls/outputs.ts';
import type { ModelFacts } from '../../engine.ts';
import type { Network, NetworkNode, NetworkOutput } from '../network/network.ts';
import { nodesByName, producerName } from '../network/network.ts';
import { isPerImage, type Measured, type Measurement } from './measure.ts';

export interface ChosenLogits {
  readonly output: NetworkOutput;
  readonly notes: readonly string[];
}

/**
 * The output called `wanted`, or the first that holds class scores: float32 [n, K], also [n, 1, 1, K]. Throws
 * MODEL_UNSUPPORTED, saying what was found, and CONFIG_INVALID for a name that no output has.
 */
export function chooseLogits(
  { outputs }: Network,
  measurement: Measurement,
  wanted: string | null,
): ChosenLogits {
  const considered = consideredOf(outputs, wanted);
  const output = likelyLogits(outputs, measurement, wanted);
  if (classCountOf(measurement.get(output.tensor)) === null) {
    const found = considered.map(({ name, tensor }) => `"${name}" ${shapeText(measurement.get(tensor))}`);
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected an output of class scores, float32 [n, K]; the network gives ${found.join(', ')}. ` +
        'Only image classifiers can be explained.',
    );
  }
  return { output, notes: wanted === null ? notesOnOthers(outputs, output) : [] };
}

const consideredOf = (outputs: readonly NetworkOutput[], wanted: string | null): readonly NetworkOutput[] =>
  wanted === null ? outputs : [namedOutput(outputs, wanted)];

/** What `chooseLogits` takes; where it takes none, the first that it looks at. Throws CONFIG_INVALID. */
export function likelyLogits(
  outputs: readonly NetworkOutput[],
  measurement: Measurement,
  wanted: string | null,
): NetworkOutput {
  const considered = consideredOf(outputs, wanted);
  return considered.find(({ tensor }) => classCountOf(measurement.get(tensor)) !== null) ?? considered[0]!;
}

/** K, where all axes but the images' and one are single; null for what is no row of scores. */
export function classCountOf(measured: Measured | undefined): number | null {
  if (measured === undefined || measured.type !== 'float32' || !isPerImage(measured)) return null;
  const large = measured.shape.slice(1).filter((dim) => dim !== 1);
  return large.length <= 1 ? (large[0] ?? 1) : null;
}

export const shapeText = (measured: Measured | undefined): string =>
  measured === undefined
    ? '[?]'
    : `[${[isPerImage(measured) ? 'n' : measured.shape[0], ...measured.shape.slice(1)].join(', ')}]`;

const activations: Readonly<Record<string, NonNullable<ModelFacts['removedActivation']>>> = {
  Softmax: 'softmax',
  LogSoftmax: 'logsoftmax',
  Sigmoid: 'sigmoid',
};

const reshaping: ReadonlySet<string> = new Set([
  'Reshape',
  'ReshapeItems',
  'Flatten',
  'Squeeze',
  'ExpandDims',
  'Identity',
]);

export interface Cut {
  readonly network: Network;
  readonly removed: ModelFacts['removedActivation'];
}

/**
 * Takes away a softmax or sigmoid that ends the network, also in front of mere reshaping. A softmax that runs over less than
 * all classes (several groups of them an image) stays.
 */
export function cutActivation(network: Network, measurement: Measurement): Cut {
  const last = lastOperation(network);
  const removed = last === null ? undefined : activations[last.op];
  if (last === null || removed === undefined || !runsOverClasses(last, network, measurement))
    return { network, removed: null };
  const [from, to] = [last.name, last.inputs[0]!];
  const redirected = (tensor: string): string => (tensor === from ? to : tensor);
  const nodes = network.nodes
    .filter((node) => node !== last)
    .map((node) => ({ ...node, inputs: node.inputs.map(redirected) }));
  const outputs = network.outputs.map(({ name, tensor }) => ({ name, tensor: redirected(tensor) }));
  return { network: { ...network, nodes, outputs }, removed };
}

/** What computes the class scores, mere reshaping left out; null for an input or a constant. */
export function lastOperation(network: Network): NetworkNode | null {
  const byName = nodesByName(network.nodes);
  let last: NetworkNode | undefined = byName.get(producerName(network.outputs[0]!.tensor));
  while (last !== undefined && reshaping.has(last.op)) last = byName.get(producerName(last.inputs[0]!));
  return last ?? null;
}

/** A softmax runs over the last axis. A sigmoid has none. */
function runsOverClasses(node: NetworkNode, { outputs }: Network, measurement: Measurement): boolean {
  if (node.op === 'Sigmoid') return true;
  const classCount = classCountOf(measurement.get(outputs[0]!.tensor));
  return measurement.get(node.name)?.shape.at(-1) === classCount;
}

/** Class scores as rows [n, K]; a single logit z, which says yes or no, as [-z, z]. */
export function asRows(network: Network, classCount: number): Network {
  const [{ name, tensor }] = network.outputs as [NetworkOutput];
  const rows = {
    name: `${tensor}/rows`,
    op: 'Flatten',
    inputs: [tensor],
    attributes: {},
    internal: true,
  } as const;
  if (classCount > 1) return ending(network, [rows], name);
  const negated = { ...rows, name: `${tensor}/no`, op: 'Neg', inputs: [rows.name] };
  const both = {
    ...rows,
    name: `${tensor}/noYes`,
    op: 'Pack',
    inputs: [negated.name, rows.name],
    attributes: { axis: 1 },
  };
  const flat = { ...rows, name: `${tensor}/noYesRows`, inputs: [both.name] };
  return ending(network, [rows, negated, both, flat], name);
}

const ending = (network: Network, nodes: readonly NetworkNode[], name: string): Network => ({
  ...network,
  nodes: [...network.nodes, ...nodes],
  outputs: [{ name, tensor: nodes.at(-1)!.name }],
});
