import type { Graph, Node } from '../ir/graph.ts';

const toChannelsFirst = [0, 3, 1, 2];
const toChannelsLast = [0, 2, 3, 1];

/**
 * Lets a graph that takes images [n, H, W, C] take [n, C, H, W]. A `Transpose` that the exporter put at the input to do
 * the same falls away; whatever else reads the images gets them transposed.
 */
export function takeChannelsFirst(graph: Graph): boolean {
  const before = graph.inputs[0]!;
  const [batch, rows, columns, channels] = before.shape!;
  const image = graph.fresh(`${before.name}/channelsFirst`);
  image.type = before.type;
  image.shape = [batch!, channels!, rows!, columns!];
  graph.inputs[0] = image;
  for (const user of [...before.users].filter(turnsToChannelsFirst)) {
    graph.replaceUses(user.outputs[0]!, image);
    graph.remove(new Set([user]));
  }
  if (before.users.size === 0) return true;
  const attributes = { perm: { kind: 'ints', value: toChannelsLast } } as const;
  graph.add(
    { opType: 'Transpose', name: `${before.name}/Transpose`, inputs: [image], attributes },
    [before],
    0,
  );
  return true;
}

const turnsToChannelsFirst = (node: Node): boolean =>
  node.opType === 'Transpose' && String(node.ints('perm')) === String(toChannelsFirst);
