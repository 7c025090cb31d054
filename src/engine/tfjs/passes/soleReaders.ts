import type { Network, NetworkNode } from '../network/network.ts';
import { usersOf } from '../network/network.ts';

/** The only reader of a node's output; null where there are several, or where it leaves the network. */
export function soleReaders(network: Network): (node: NetworkNode) => NetworkNode | null {
  const users = usersOf(network.nodes);
  const leaving = new Set(network.outputs.map(({ tensor }) => tensor));
  return ({ name }) => {
    const [reader, ...others] = users.get(name) ?? [];
    return reader === undefined || others.length > 0 || leaving.has(name) ? null : reader;
  };
}
