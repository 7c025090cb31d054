/** Topological order of nodes by the names that they read and write. */

export interface Wiring {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export type Sorted =
  | { readonly kind: 'sorted'; readonly order: readonly number[] }
  /** One of the nodes that wait for themselves. */
  | { readonly kind: 'cycle'; readonly node: number };

const progress = { unseen: 0, waiting: 1, placed: 2 } as const;

/** Keeps the file's order wherever it is a right one; linear in nodes. */
export function sortNodes(nodes: readonly Wiring[]): Sorted {
  const producer = new Map(
    nodes.flatMap((node, index) => node.outputs.map((name) => [name, index] as const)),
  );
  const waitsFor = nodes.map((node) =>
    node.inputs
      .map((name) => producer.get(name))
      .filter((index) => index !== undefined)
      .values(),
  );
  const state = new Uint8Array(nodes.length);
  const order: number[] = [];
  for (let start = 0; start < nodes.length; start++) {
    const path = state[start] === progress.unseen ? [start] : [];
    while (path.length > 0) {
      const current = path.at(-1)!;
      state[current] = progress.waiting;
      const next = waitsFor[current]!.next();
      if (next.done === true) {
        state[current] = progress.placed;
        order.push(current);
        path.pop();
      } else if (state[next.value] === progress.waiting) return { kind: 'cycle', node: next.value };
      else if (state[next.value] === progress.unseen) path.push(next.value);
    }
  }
  return { kind: 'sorted', order };
}

/** Of the nodes in `order` those that `outputs` are computed from, in the same order. */
export function leadingTo(
  outputs: readonly string[],
  nodes: readonly Wiring[],
  order: readonly number[],
): readonly number[] {
  const wanted = new Set(outputs);
  const leading = new Set<number>();
  for (const index of order.toReversed()) {
    const node = nodes[index]!;
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    leading.add(index);
    for (const name of node.inputs) wanted.add(name);
  }
  return order.filter((index) => leading.has(index));
}
