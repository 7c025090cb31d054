/**
 * What follows a convolution channel by channel (bias, batch norm, a factor, an offset) becomes part of its filter and bias,
 * as exporters to ONNX do it. The tensor in between exists no longer; the convolution takes the name of what was folded.
 */
import type { Constant, Network, NetworkNode } from '../network/network.ts';
import { convolutions, numberOf, tensorsOf } from '../network/network.ts';
import { soleReaders } from '../network/soleReaders.ts';

/** y = factor x + offset, per channel. */
interface ChannelMap {
  readonly factor: Float64Array;
  readonly offset: Float64Array;
}

type Constants = ReadonlyMap<string, Constant>;

/** The parts of a convolution that are constants: filter, and bias where it has one. */
interface Folding {
  readonly node: NetworkNode;
  readonly filter: Constant;
  readonly bias: Constant | null;
}

export function foldNormalisation(network: Network): Network {
  const constants = new Map(network.constants);
  const reader = soleReaders(network.nodes, tensorsOf(network.outputs));
  const nodes: NetworkNode[] = [];
  const gone = new Set<NetworkNode>();
  for (const node of network.nodes) {
    if (gone.has(node)) continue;
    let folding = convolutions.has(node.op) ? foldingOf(node, constants) : null;
    for (
      let next = folding === null ? null : reader(node);
      folding !== null && next !== null;
      next = reader(next)
    ) {
      const map = channelMap(next, folding, constants);
      if (map === null) break;
      gone.add(next);
      folding = folded(folding, map, next);
    }
    nodes.push(folding === null || folding.node === node ? node : written(folding, constants));
  }
  return { ...network, nodes: inOrder(nodes, network.nodes), constants };
}

/** A folded convolution stands where the last part of it stood, whose other inputs may come after the convolution. */
function inOrder(nodes: readonly NetworkNode[], original: readonly NetworkNode[]): NetworkNode[] {
  const place = new Map(original.map((node, index) => [node.name, index]));
  return nodes.toSorted((a, b) => place.get(a.name)! - place.get(b.name)!);
}

function foldingOf(node: NetworkNode, constants: Constants): Folding | null {
  const [, filterName = '', biasName] = node.inputs;
  const filter = constants.get(filterName);
  const bias = biasName === undefined ? null : constants.get(biasName);
  return filter?.type === 'float32' && bias !== undefined ? { node, filter, bias } : null;
}

const channelsOf = ({ node, filter: { shape } }: Folding): number =>
  node.op === 'Conv2D' ? shape[3]! : shape[2]! * shape[3]!;

/** What `node` does to the channels of the convolution; null where it does something else. */
function channelMap(node: NetworkNode, folding: Folding, constants: Constants): ChannelMap | null {
  const channels = channelsOf(folding);
  const rule = rules[node.op];
  if (rule === undefined) return null;
  const values = node.inputs
    .filter((input) => input !== folding.node.name)
    .map((input) => perChannel(constants.get(input), channels));
  const isComplete = values.length === node.inputs.length - 1 && values.every((value) => value !== null);
  return isComplete ? rule(values, node, folding.node.name) : null;
}

/** A single number for all channels is part of an activation, which stays what it is. */
function perChannel(constant: Constant | undefined, channels: number): Float64Array | null {
  if (constant?.type !== 'float32' || constant.data.length !== channels) return null;
  return constant.shape.at(-1) === channels ? Float64Array.from(constant.data) : null;
}

type Rule = (values: readonly Float64Array[], node: NetworkNode, from: string) => ChannelMap | null;

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

const offsetBy: Rule = ([offset]) => ({ factor: ones(offset!.length), offset: offset! });

const normalised: Rule = ([gamma, beta, mean, variance], node) => {
  const epsilon = numberOf(node, 'epsilon', 1e-3);
  const factor = gamma!.map((value, k) => value / Math.sqrt(variance![k]! + epsilon));
  return { factor, offset: beta!.map((value, k) => value - mean![k]! * factor[k]!) };
};

const rules: Readonly<Record<string, Rule>> = {
  BiasAdd: offsetBy,
  Add: offsetBy,
  AddV2: offsetBy,
  Sub: ([offset], node, from) =>
    node.inputs[0] === from ? { factor: ones(offset!.length), offset: offset!.map((value) => -value) } : null,
  Mul: ([factor]) => ({ factor: factor!, offset: new Float64Array(factor!.length) }),
  FusedBatchNorm: normalised,
  FusedBatchNormV2: normalised,
  FusedBatchNormV3: normalised,
};

function folded(folding: Folding, { factor, offset }: ChannelMap, into: NetworkNode): Folding {
  const { node, filter, bias } = folding;
  const channels = channelsOf(folding);
  const data = Float32Array.from(filter.data, (value, index) => value * factor[index % channels]!);
  const summed = Float32Array.from(offset, (value, k) => (bias?.data[k] ?? 0) * factor[k]! + value);
  const { internal: _internal, ...kept } = node;
  const named = { ...kept, name: into.name, ...(into.internal ? { internal: true as const } : {}) };
  return {
    node: named,
    filter: { ...filter, data },
    bias: { type: 'float32', shape: [channels], data: summed },
  };
}

function written({ node, filter, bias }: Folding, constants: Map<string, Constant>): NetworkNode {
  const names = [`${node.name}/folded/filter`, `${node.name}/folded/bias`] as const;
  constants.set(names[0], filter);
  constants.set(names[1], bias!);
  return { ...node, inputs: [node.inputs[0]!, ...names] };
}
