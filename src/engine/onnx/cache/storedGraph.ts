/** A graph as plain data, for a file. Weights that the model's own file has are referred to, not kept a second time. */
import { allNodes } from '../ir/allValues.ts';
import { Graph, type Attribute, type Constant, type Node, type Value } from '../ir/graph.ts';

/** A constant of the model's own graph by its name, or one that passes made. */
type StoredConstant =
  { readonly own: string; readonly shape: readonly number[] } | { readonly made: Constant };

interface StoredValue extends Pick<Value, 'name' | 'type' | 'shape'> {
  readonly constant: StoredConstant | null;
}

type StoredAttribute =
  Exclude<Attribute, { kind: 'graph' }> | { readonly kind: 'graph'; readonly value: StoredGraph };

interface StoredNode extends Pick<Node, 'opType' | 'domain' | 'name' | 'scopes'> {
  /** Values by their place in `StoredGraph.values`, -1 for an input that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly attributes: readonly (readonly [name: string, attribute: StoredAttribute])[];
}

export interface StoredGraph {
  readonly values: readonly StoredValue[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly nodes: readonly StoredNode[];
}

/** @param own the graph as read from the model's file, whose weights `graph` may share */
export function storedGraph(graph: Graph, own: Graph): StoredGraph {
  return stored(graph, ownNames(own));
}

/** The inverse, for the same file's `own` graph. Throws where a constant of it is missing. */
export function graphFrom(data: StoredGraph, own: Graph): Graph {
  const constants = new Map(ownConstants(own).map(({ name, constant }) => [name, constant!]));
  return restored(data, (name) => {
    const constant = constants.get(name);
    if (constant === undefined) throw new Error(`The model has no constant "${name}".`);
    return constant;
  });
}

/** Names of the model's own constants by the memory that they are. */
type OwnNames = ReadonlyMap<ArrayBufferLike, ReadonlyMap<string, string>>;

function ownNames(own: Graph): OwnNames {
  const names = new Map<ArrayBufferLike, Map<string, string>>();
  for (const { name, constant } of ownConstants(own)) {
    const { buffer } = constant!.bytes;
    const inBuffer = names.get(buffer) ?? new Map<string, string>();
    names.set(buffer, inBuffer.set(placeOf(constant!), name));
  }
  return names;
}

/** Of the graph itself; those of branches are kept whole. */
const ownConstants = (own: Graph): Value[] => {
  const read = allNodes(own).flatMap(({ inputs }) => inputs);
  return [...new Set(read)].filter(
    (value): value is Value => value !== null && value.constant !== null && own.find(value.name) === value,
  );
};

const placeOf = ({ bytes, type }: Constant): string => `${type} ${bytes.byteOffset} ${bytes.byteLength}`;

function stored(graph: Graph, names: OwnNames): StoredGraph {
  const places = new Map<Value, number>();
  const values: StoredValue[] = [];
  const placeOfValue = (value: Value): number => {
    const known = places.get(value);
    if (known !== undefined) return known;
    const { name, type, shape, constant } = value;
    places.set(value, values.length);
    values.push({
      name,
      type,
      shape,
      constant: constant === null ? null : storedConstant(constant, names),
    });
    return values.length - 1;
  };
  const inputs = graph.inputs.map(placeOfValue);
  const nodes = graph.nodes.map(({ opType, domain, name, scopes, attributes, ...node }) => ({
    opType,
    domain,
    name,
    scopes,
    inputs: node.inputs.map((value) => (value === null ? -1 : placeOfValue(value))),
    outputs: node.outputs.map(placeOfValue),
    attributes: [...attributes].map(
      ([key, attribute]) =>
        [
          key,
          attribute.kind === 'graph'
            ? ({ kind: 'graph', value: stored(attribute.value, names) } as const)
            : attribute,
        ] as const,
    ),
  }));
  return { values, inputs, outputs: graph.outputs.map(placeOfValue), nodes };
}

function storedConstant(constant: Constant, names: OwnNames): StoredConstant {
  const name = names.get(constant.bytes.buffer)?.get(placeOf(constant));
  if (name !== undefined) return { own: name, shape: constant.shape };
  // A view would drag the whole buffer behind it along, and `slice` of a Node buffer is one.
  return { made: { ...constant, bytes: new Uint8Array(constant.bytes) } };
}

function restored(data: StoredGraph, ownConstant: (name: string) => Constant): Graph {
  const graph = new Graph();
  const values = data.values.map(({ name, type, shape, constant }) => {
    const value = graph.value(name);
    value.type = type;
    value.shape = shape;
    if (constant !== null)
      value.constant =
        'made' in constant ? constant.made : { ...ownConstant(constant.own), shape: constant.shape };
    return value;
  });
  const at = (place: number): Value => values[place]!;
  graph.inputs.push(...data.inputs.map(at));
  for (const { inputs, outputs, attributes, ...init } of data.nodes) {
    const given = attributes.map(([name, attribute]): [string, Attribute] => [
      name,
      attribute.kind === 'graph'
        ? { kind: 'graph', value: restored(attribute.value, ownConstant) }
        : attribute,
    ]);
    graph.add(
      {
        ...init,
        inputs: inputs.map((place) => (place < 0 ? null : at(place))),
        attributes: Object.fromEntries(given),
      },
      outputs.map(at),
    );
  }
  graph.outputs = data.outputs.map(at);
  return graph;
}
