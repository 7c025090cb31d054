import { forgetTurned } from '../gradients/convolve.ts';
import { forgetOnes } from '../gradients/pool.ts';
import type { Constant, Network } from '../network/network.ts';
import { tf } from '../tf.ts';
import type { DeviceNetwork } from './execute.ts';

/** Takes the network's constants to the device, where they stay until `dropNetwork`. */
export function loadNetwork(network: Network): DeviceNetwork {
  const read = new Set(network.nodes.flatMap(({ inputs }) => inputs));
  const used = [...network.constants].filter(([name]) => read.has(name));
  return {
    network,
    constants: new Map(used.map(([name, constant]) => [name, tf.keep(upload(constant))])),
  };
}

export function dropNetwork({ constants }: DeviceNetwork): void {
  forgetOnes();
  for (const tensor of constants.values()) {
    forgetTurned(tensor);
    tensor.dispose();
  }
}

const upload = ({ data, shape, type }: Constant): tf.Tensor => tf.tensor(data, [...shape], type);
