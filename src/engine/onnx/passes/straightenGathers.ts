import type { Graph, Node } from '../ir/graph.ts';
import { constantIntegers, integersConstant } from '../ir/integers.ts';
import type { Measurement } from './measure.ts';

/**
 * A flattened tensor whose elements are all gathered in their own order is only reshaped: this is how PyTorch's exporter
 * writes `as_strided` of a contiguous tensor. As a `Reshape` it can be opened to any batch and differentiated.
 */
export function straightenGathers(graph: Graph, measured: Measurement): boolean {
  let changed = false;
  for (const node of graph.nodes.filter((each) => gathersInOrder(each, measured))) {
    const { name, scopes } = node;
    const source = node.inputs[0]!.producer!.inputs[0]!;
    const shape = graph.constant(`${name}/shape`, integersConstant(node.inputs[1]!.constant!.shape));
    const [output] = node.outputs;
    const at = graph.nodes.indexOf(node);
    graph.remove(new Set([node]));
    graph.add({ opType: 'Reshape', name, scopes, inputs: [source, shape] }, [output!], at);
    changed = true;
  }
  return changed;
}

/** Behind a `Reshape` to one axis, with as many indices as there are elements: 0, 1, 2, … */
function gathersInOrder(node: Node, { probes }: Measurement): boolean {
  const flat = node.opType === 'Gather' && node.int('axis', 0) === 0 ? node.inputs[0]! : null;
  if (flat?.producer?.opType !== 'Reshape') return false;
  const indices = constantIntegers(node.input(1));
  const isAll = indices !== null && String(probes[0]!.shapes.get(flat.name)) === String(indices.length);
  return isAll && indices.every((index, position) => index === position);
}
