/** Where a network is cut at a layer: head (input to layer), tail (layer to logits), frontier (what crosses). */
import { CamlineError } from '../../../errors.ts';
import { nodesByName, producerName, type Network, type NetworkNode } from '../network/network.ts';
import type { Dependence } from '../ops/op.ts';
import { opOf } from '../ops/table.ts';
import type { Measurement } from '../passes/measure.ts';
import { neededNodes } from './plan.ts';

export interface Cut {
  /** The layer's tensor. */
  readonly layer: string;
  readonly logits: string;
  /** Nodes that depend on the layer and lead to the logits, in order of execution. */
  readonly tail: readonly NetworkNode[];
  /**
   * What has to be given so that the logits can be computed: the layer first, then what runs beside it where it sits inside
   * a residual branch. Each has a row for every image.
   */
  readonly frontier: readonly string[];
}

/**
 * Cuts `network` at the tensor `layer`; the image itself may be one.
 *
 * @throws LAYER_UNUSABLE where the logits do not depend on it
 */
export function cutAt(network: Network, measurement: Measurement, layer: string): Cut {
  const logits = network.outputs[0]!.tensor;
  const tail = nodesBetween(network, layer, logits);
  if (tail.length === 0) {
    throw new CamlineError(
      'LAYER_UNUSABLE',
      `The logits "${logits}" do not depend on the layer's tensor "${layer}". Choose a layer on the way to them.`,
    );
  }
  return { layer, logits, tail, frontier: frontierOf(network, measurement, tail, layer) };
}

/** Whether a tensor is `start`, or made by one of `nodes`. */
const reachedBy =
  (start: string, nodes: ReadonlySet<string>) =>
  (tensor: string): boolean =>
    tensor === start || nodes.has(producerName(tensor));

function nodesBetween({ nodes }: Network, from: string, to: string): NetworkNode[] {
  const leading = neededNodes(nodes, [], [to]);
  const reached = nodesOf(leading, from);
  return leading.filter(({ name }) => reached.has(name));
}

/**
 * What no image changes is computed again from the constants; what has no row for every image, from what has.
 */
function frontierOf(
  network: Network,
  measurement: Measurement,
  tail: readonly NetworkNode[],
  layer: string,
): string[] {
  const producers = nodesByName(network.nodes);
  const ofImage = nodesOf(network.nodes, network.input.name);
  const inTail = new Set(tail.map(({ name }) => name));
  const isPerImage = (tensor: string): boolean =>
    tensor === network.input.name || measurement.get(tensor)?.perImage === true;
  const frontier = new Set([layer]);
  const open = tail.flatMap(({ inputs }) => inputs);
  const seen = new Set<string>();
  for (let tensor = open.shift(); tensor !== undefined; tensor = open.shift()) {
    const producer = producers.get(producerName(tensor));
    const isGiven = tensor === layer || inTail.has(producerName(tensor)) || seen.has(tensor);
    seen.add(tensor);
    if (isGiven || (tensor !== network.input.name && !ofImage.has(producer?.name ?? ''))) continue;
    if (isPerImage(tensor)) frontier.add(tensor);
    else open.push(...producer!.inputs);
  }
  return [...frontier];
}

/** Names of the nodes that depend on `tensor`. */
function nodesOf(nodes: readonly NetworkNode[], tensor: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const isReached = reachedBy(tensor, reached);
  for (const { name, inputs } of nodes) if (inputs.some(isReached)) reached.add(name);
  return reached;
}

/** A node of the tail, and how it depends on the layer. */
export interface TailStep {
  readonly node: NetworkNode;
  readonly dependence: Dependence;
}

/** Along the ways on which a change of the layer goes on. */
function stepsOf({ tail, layer }: Cut, goesOn: (dependence: Dependence) => boolean): TailStep[] {
  const changed = new Set<string>();
  const isChanged = reachedBy(layer, changed);
  const steps: TailStep[] = [];
  for (const node of tail) {
    const changing = node.inputs.map(isChanged);
    if (!changing.includes(true)) continue;
    const dependence = opOf(node).dependence(changing);
    steps.push({ node, dependence });
    if (goesOn(dependence)) changed.add(node.name);
  }
  return steps;
}

/** Whether logits are an affine function of the layer's activations, all else about the image being fixed. */
export const hasAffineTail = (cut: Cut): boolean =>
  stepsOf(cut, () => true).every(({ dependence }) => dependence === 'affine');

/** Whether logits have a second derivative that is not zero everywhere. */
export const isCurved = (cut: Cut): boolean =>
  derivedSteps(cut).some(({ dependence }) => dependence === 'curved');

const derivedSteps = (cut: Cut): TailStep[] => stepsOf(cut, (dependence) => dependence !== 'none');

/** Throws GRADIENT_MISSING for an operation without a gradient, LAYER_UNUSABLE where none flows from the logits to the layer. */
export function checkGradient(cut: Cut): void {
  const steps = derivedSteps(cut).filter(({ dependence }) => dependence !== 'none');
  const missing = steps.find(({ node }) => !opOf(node).hasGradient)?.node;
  if (missing !== undefined) {
    throw new CamlineError(
      'GRADIENT_MISSING',
      `No gradient is known for ${missing.op} (node "${missing.name}"), which lies between the layer "${cut.layer}" and ` +
        'the logits. Choose a later layer, or a method that needs no gradients (scorecam, ablationcam).',
    );
  }
  if (steps.at(-1)?.node.name === producerName(cut.logits)) return;
  throw new CamlineError(
    'LAYER_UNUSABLE',
    `The logits "${cut.logits}" do not depend on the layer "${cut.layer}" in a way that has a gradient. ` +
      'Choose a layer on the way to the logits.',
  );
}
