import type { NetworkNode } from './network.ts';
import { nodesByName, producerName } from './network.ts';

/**
 * The nodes that `tensors` depend on, each behind those that it reads.
 *
 * @throws what `cycle` makes where a node depends on itself
 */
export function sortNodes(
  nodes: readonly NetworkNode[],
  tensors: readonly string[],
  cycle: (name: string) => Error,
): NetworkNode[] {
  const byName = nodesByName(nodes);
  const state = new Map<string, 'open' | 'done'>();
  const sorted: NetworkNode[] = [];
  const stack = tensors.map(producerName).toReversed();
  while (stack.length > 0) {
    const name = stack.at(-1)!;
    const node = byName.get(name);
    if (node === undefined || state.get(name) === 'done') {
      stack.pop();
      continue;
    }
    if (state.get(name) === 'open') {
      stack.pop();
      state.set(name, 'done');
      sorted.push(node);
      continue;
    }
    state.set(name, 'open');
    const before = node.inputs.map(producerName).filter((input) => state.get(input) !== 'done');
    const back = before.find((input) => state.get(input) === 'open');
    if (back !== undefined) throw cycle(back);
    stack.push(...before.toReversed());
  }
  return sorted;
}
