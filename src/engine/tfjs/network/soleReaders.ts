import { usersOf, type NetworkNode } from './network.ts';

/**
 * The only reader of a node's output; null where there are several, or where it is one of `fetches`.
 *
 * @param fetches tensors that are wanted of the nodes
 */
export function soleReaders(
  nodes: readonly NetworkNode[],
  fetches: readonly string[],
): (node: NetworkNode) => NetworkNode | null {
  const users = usersOf(nodes);
  const leaving = new Set(fetches);
  return ({ name }) => {
    const [reader, ...others] = users.get(name) ?? [];
    return reader === undefined || others.length > 0 || leaving.has(name) ? null : reader;
  };
}
