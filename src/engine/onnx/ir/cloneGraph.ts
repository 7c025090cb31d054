import { Graph, type Attribute, type Value } from './graph.ts';

/** An independent copy with the same names, branches included; constants share their bytes. */
export function cloneGraph(graph: Graph): Graph {
  const clone = new Graph();
  const copyOf = (value: Value): Value => {
    const known = clone.find(value.name);
    if (known !== undefined) return known;
    const copy = clone.value(value.name);
    copy.type = value.type;
    copy.shape = value.shape;
    copy.constant = value.constant;
    return copy;
  };
  clone.inputs.push(...graph.inputs.map(copyOf));
  for (const node of graph.nodes) {
    const { opType, domain, name, scopes } = node;
    const inputs = node.inputs.map((value) => (value === null ? null : copyOf(value)));
    const attributes = Object.fromEntries([...node.attributes].map(cloneAttribute));
    clone.add({ opType, domain, name, scopes, inputs, attributes }, node.outputs.map(copyOf));
  }
  clone.outputs = graph.outputs.map(copyOf);
  return clone;
}

const cloneAttribute = ([name, attribute]: [string, Attribute]): [string, Attribute] => [
  name,
  attribute.kind === 'graph' ? { kind: 'graph', value: cloneGraph(attribute.value) } : attribute,
];
