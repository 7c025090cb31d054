import { elementBytes } from '../ir/elementTypes.ts';
import { integersConstant } from '../ir/integers.ts';
import type { Attribute, Constant, Graph, Node } from '../ir/graph.ts';

/** `Constant` nodes, and `Identity` of a constant (how weights are shared), become constants. */
export function hoistConstants(graph: Graph): boolean {
  const hoisted = new Set<Node>();
  for (const node of graph.nodes) {
    const constant = constantOf(node);
    if (constant === null) continue;
    const output = node.outputs[0]!;
    hoisted.add(node);
    output.constant = constant;
    output.type = constant.type;
    output.shape = constant.shape;
  }
  if (hoisted.size > 0) graph.remove(hoisted);
  return hoisted.size > 0;
}

function constantOf(node: Node): Constant | null {
  if (node.opType === 'Identity') return node.input(0)?.constant ?? null;
  if (node.opType !== 'Constant') return null;
  for (const [name, attribute] of node.attributes) {
    const constant = forms[name]?.(attribute);
    if (constant !== undefined) return constant;
  }
  return null;
}

/** The attributes in which a `Constant` may hold its value. */
const forms: Readonly<Record<string, (attribute: Attribute) => Constant | undefined>> = {
  value: (attribute) => (attribute.kind === 'tensor' ? attribute.value : undefined),
  value_int: (attribute) => (attribute.kind === 'int' ? integersConstant([attribute.value], []) : undefined),
  value_ints: (attribute) => (attribute.kind === 'ints' ? integersConstant(attribute.value) : undefined),
  value_float: (attribute) =>
    attribute.kind === 'float' ? floatsConstant([attribute.value], []) : undefined,
  value_floats: (attribute) => (attribute.kind === 'floats' ? floatsConstant(attribute.value) : undefined),
};

export const floatsConstant = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Constant => {
  const bytes = new Uint8Array(values.length * elementBytes.float32);
  new Float32Array(bytes.buffer).set(values);
  return { type: 'float32', shape, bytes };
};
