/** The places where a map can be computed. */
import { CamlineError, unknownName } from '../../../errors.ts';
import type { Layer } from '../../engine.ts';
import { usersOf, type Network, type NetworkNode } from '../network/network.ts';
import { isInside, layerNames } from './layerNames.ts';
import { mapsOf } from './maps.ts';
import type { Measured, Measurement } from './measure.ts';
import { shapeText } from './outputs.ts';

export interface Layers {
  /** In the order of execution. */
  readonly all: readonly Layer[];
  /** Throws LAYER_UNKNOWN, and LAYER_UNUSABLE where there is no default. */
  readonly resolve: (name: string | undefined) => Layer;
}

/** @param original as the file has it: what was folded away is known by name */
export function layersOf(network: Network, original: Network, measurement: Measurement): Layers {
  const maps = mapsOf(network, measurement);
  const nodes = network.nodes.filter((node) => isLayer(node, measurement));
  const names = layerNames(nodes);
  const chosen = defaultLayer(nodes, maps, measurement);
  const all = nodes.map((node) => {
    const measured = measurement.get(node.name)!;
    return {
      name: names.shown(node.name),
      tensor: node.name,
      ...reading(maps.has(node.name), measured),
      shapeText: shapeText(measured),
      op: node.op,
      isDefault: node === chosen,
    };
  });
  const byTensor = new Map(all.map((layer) => [layer.tensor, layer]));
  return {
    all,
    resolve(name) {
      if (name === undefined) return all.find(({ isDefault }) => isDefault) ?? refuseDefault();
      const tensor = names.meant(name).find((candidate) => byTensor.has(candidate));
      if (tensor !== undefined) return byTensor.get(tensor)!;
      throw unknownLayer(name, all, behind(name, original, byTensor));
    },
  };
}

const isLayer = ({ name, internal }: NetworkNode, measurement: Measurement): boolean => {
  const measured = measurement.get(name);
  return internal !== true && measured?.perImage === true && measured.type === 'float32';
};

/** Of more than one position. */
function reading(isMap: boolean, { shape }: Measured): Pick<Layer, 'view' | 'spatial'> {
  const [, rows = 1, columns = 1, channels = 1] = shape;
  if (!isMap || rows * columns === 1) return { view: null, spatial: null };
  return { view: { kind: 'channelsLast' }, spatial: [channels, rows, columns] };
}

const averages: ReadonlySet<string> = new Set(['AvgPool', 'Mean']);
/** What they give is what they were given. */
const passing: ReadonlySet<string> = new Set(['Identity', 'Snapshot', 'StopGradient', 'Cast']);

/** The last map before pooling. */
function defaultLayer(
  nodes: readonly NetworkNode[],
  maps: ReadonlySet<string>,
  measurement: Measurement,
): NetworkNode | undefined {
  return nodes.findLast(
    (node) =>
      reading(maps.has(node.name), measurement.get(node.name)!).spatial !== null &&
      !averages.has(node.op) &&
      !passing.has(node.op),
  );
}

function refuseDefault(): never {
  throw new CamlineError(
    'LAYER_UNUSABLE',
    'The network has no spatial map to take as the layer. Name one of the layers that `camline layers` lists.',
  );
}

function unknownLayer(name: string, all: readonly Layer[], near: Layer | null): CamlineError {
  const names = all.map((layer) => layer.name);
  if (near === null) return unknownName('LAYER_UNKNOWN', 'layer', name, names);
  return new CamlineError(
    'LAYER_UNKNOWN',
    `Layer "${name}" has no tensor of its own in this network: it was folded into its neighbours, as a convolution and ` +
      `the batch norm behind it become one. The nearest that exists: "${near.name}".`,
  );
}

/** The next layer behind a part of the file that has that name, by its nodes or its weights; null for an unknown name. */
function behind(name: string, { nodes }: Network, layers: ReadonlyMap<string, Layer>): Layer | null {
  const users = usersOf(nodes);
  const isKnownBy = (node: NetworkNode): boolean =>
    isInside(node.name, name) || node.inputs.some((input) => isInside(input, name));
  const queue = nodes.filter(isKnownBy);
  const seen = new Set(queue);
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const layer = layers.get(node.name);
    if (layer !== undefined) return layer;
    for (const user of users.get(node.name) ?? []) {
      if (!seen.has(user)) queue.push(user);
      seen.add(user);
    }
  }
  return null;
}
