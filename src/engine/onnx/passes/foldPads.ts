import type { Graph, Node } from '../ir/graph.ts';
import { constantIntegers } from '../ir/integers.ts';

/** A `Pad` with zeros in front of convolutions becomes their own padding. Removed as dead by a later pass. */
export function foldPads(graph: Graph): boolean {
  let changed = false;
  for (const node of graph.nodes) {
    const spatial = node.opType === 'Pad' ? zeroPadding(node) : null;
    const output = node.outputs[0]!;
    const users = [...output.users];
    if (
      spatial === null ||
      graph.outputs.includes(output) ||
      !users.every((user) => takesPadding(user, node))
    ) {
      continue;
    }
    for (const conv of users) {
      conv.attributes.set('pads', { kind: 'ints', value: addPads(conv, spatial) });
      conv.attributes.delete('auto_pad');
      graph.setInput(conv, 0, node.inputs[0]!);
    }
    changed = users.length > 0 || changed;
  }
  return changed;
}

/** Padding before and after the spatial axes, [y0, x0, y1, x1]; null unless it is constant zeros on those alone. */
function zeroPadding(node: Node): readonly number[] | null {
  const pads = constantIntegers(node.input(1));
  if (pads === null || node.input(3) !== null || node.string('mode', 'constant') !== 'constant') return null;
  const rank = pads.length / 2;
  const outer = [...pads.slice(0, 2), ...pads.slice(rank, rank + 2)];
  if (
    rank < 3 ||
    !padsWithZero(node) ||
    outer.some((count) => count !== 0) ||
    pads.some((count) => count < 0)
  ) {
    return null;
  }
  return [...pads.slice(2, rank), ...pads.slice(rank + 2)];
}

function padsWithZero(node: Node): boolean {
  const value = node.input(2);
  return value === null || (value.constant?.bytes.every((byte) => byte === 0) ?? false);
}

/** "SAME_…" follows from the padded size, so only explicit and no padding can take more. */
const takesPadding = (user: Node, pad: Node): boolean =>
  user.opType === 'Conv' &&
  user.inputs.lastIndexOf(pad.outputs[0]!) === 0 &&
  ['NOTSET', 'VALID'].includes(user.string('auto_pad', 'NOTSET'));

function addPads(conv: Node, spatial: readonly number[]): number[] {
  const own = conv.string('auto_pad', 'NOTSET') === 'VALID' ? null : conv.ints('pads');
  return spatial.map((count, index) => count + (own?.[index] ?? 0));
}
