/** Any number of images at a time, where the file says one, or works out shapes as it goes. */
import type { Constant, Network, NetworkNode } from '../network/network.ts';
import type { Measurement } from './measure.ts';

/** Reshapes that begin with the file's own number of images take any. */
export function openBatch(network: Network): Network {
  const { batch } = network.input;
  if (batch === null) return network;
  const constants = new Map(network.constants);
  const nodes = network.nodes.map((node) => {
    const shape = node.op === 'Reshape' ? constants.get(node.inputs[1]!) : undefined;
    if (shape === undefined || shape.data[0] !== batch || shape.data.includes(-1)) return node;
    return reshapeTo(node, [-1, ...Array.from(shape.data).slice(1)], constants);
  });
  return { ...network, nodes, constants };
}

/** Whole numbers that are the same for any number of images become constants; shapes that begin with it become -1. */
export function foldShapes(network: Network, measurement: Measurement): Network {
  const constants = new Map(network.constants);
  const nodes: NetworkNode[] = [];
  for (const node of network.nodes) {
    const measured = measurement.get(node.name);
    if (measured?.integers) {
      constants.set(node.name, integersConstant(measured.integers, measured.shape));
    } else if (node.op === 'Reshape' && measured?.perImage === true && !constants.has(node.inputs[1]!)) {
      nodes.push(reshapeTo(node, [-1, ...measured.shape.slice(1)], constants));
    } else nodes.push(node);
  }
  return { ...network, nodes, constants };
}

function reshapeTo(
  node: NetworkNode,
  shape: readonly number[],
  constants: Map<string, Constant>,
): NetworkNode {
  const name = `${node.name}/openShape`;
  constants.set(name, integersConstant(shape, [shape.length]));
  return { ...node, inputs: [node.inputs[0]!, name] };
}

const integersConstant = (values: readonly number[], shape: readonly number[]): Constant => ({
  type: 'int32',
  shape,
  data: Int32Array.from(values),
});
