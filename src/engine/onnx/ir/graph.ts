/**
 * A small graph with use-def links: what the passes rewrite and the gradient walker reads.
 * The wire format (protobuf) is kept out; `wire/` converts both ways.
 */
import { NameAuthority } from './names.ts';

export type ElementType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'string';

/** A constant's values, raw little-endian as ONNX stores them. */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A dimension that grows with the batch: `perImage * n`. */
export interface BatchDim {
  readonly perImage: number;
}
export type Dim = number | BatchDim;

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Constant }
  /**
   * A branch of an `If`. What it reads from outside are its inputs; they stand for the node's inputs behind the
   * condition, in the same order.
   */
  | { readonly kind: 'graph'; readonly value: Graph }
  /** Sparse tensors, types, other subgraphs: kept only so that an error can name them. */
  | { readonly kind: 'other'; readonly value: string };

/** One tensor of the graph: a graph input, a constant, or an output of exactly one node. */
export class Value {
  readonly name: string;
  producer: Node | null = null;
  constant: Constant | null = null;
  type: ElementType | null = null;
  /** null until shapes are known. */
  shape: readonly Dim[] | null = null;
  /** Nodes that read this value; a node that reads it twice is here once. */
  readonly users = new Set<Node>();

  constructor(name: string) {
    this.name = name;
  }
}

export interface NodeInit {
  readonly opType: string;
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly (Value | null)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Module path from the outside in, e.g. ["layer4", "layer4.0"]; empty where the exporter left none. */
  readonly scopes?: readonly string[];
}

export class Node {
  readonly opType: string;
  readonly domain: string;
  readonly name: string;
  /** Passes may change it; everybody else reads. */
  readonly attributes: Map<string, Attribute>;
  readonly scopes: readonly string[];
  readonly inputs: (Value | null)[];
  readonly outputs: Value[] = [];

  constructor(init: NodeInit, name: string) {
    this.opType = init.opType;
    this.domain = init.domain ?? '';
    this.name = name;
    this.attributes = new Map(Object.entries(init.attributes ?? {}));
    this.scopes = init.scopes ?? [];
    this.inputs = [...init.inputs];
  }

  /** The input at `index`, or null where it is left out (trailing or empty). */
  input(index: number): Value | null {
    return this.inputs[index] ?? null;
  }

  int(name: string, fallback: number): number {
    const attribute = this.attributes.get(name);
    return attribute?.kind === 'int' ? attribute.value : fallback;
  }

  float(name: string, fallback: number): number {
    const attribute = this.attributes.get(name);
    return attribute?.kind === 'float' ? attribute.value : fallback;
  }

  string(name: string, fallback: string): string {
    const attribute = this.attributes.get(name);
    return attribute?.kind === 'string' ? attribute.value : fallback;
  }

  ints(name: string): readonly number[] | null {
    const attribute = this.attributes.get(name);
    return attribute?.kind === 'ints' ? attribute.value : null;
  }

  graph(name: string): Graph | null {
    const attribute = this.attributes.get(name);
    return attribute?.kind === 'graph' ? attribute.value : null;
  }

  /** The branches of an `If`. */
  branches(): readonly Graph[] {
    return [...this.attributes.values()]
      .filter((attribute) => attribute.kind === 'graph')
      .map(({ value }) => value);
  }
}

/**
 * Nodes stand in topological order. Values are unique by name; new names come from one authority.
 * Constants are values without producer; they stay while something reads them.
 */
export class Graph {
  readonly names = new NameAuthority();
  readonly inputs: Value[] = [];
  outputs: Value[] = [];
  nodes: Node[] = [];
  private readonly values = new Map<string, Value>();

  /** The value of that name, made where there is none yet. */
  value(name: string): Value {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    this.names.take(name);
    const made = new Value(name);
    this.values.set(name, made);
    return made;
  }

  find(name: string): Value | undefined {
    return this.values.get(name);
  }

  /** A new value with a readable name that nothing else has. */
  fresh(prefix: string): Value {
    return this.value(this.names.unused(prefix));
  }

  constant(prefix: string, constant: Constant): Value {
    const made = this.fresh(prefix);
    made.constant = constant;
    made.type = constant.type;
    made.shape = constant.shape;
    return made;
  }

  /** Adds a node at `at` (default: the end) that yields `outputs` (names, or values already made). */
  add(init: NodeInit, outputs: readonly (string | Value)[], at = this.nodes.length): Node {
    const node = new Node(init, this.names.unused(init.name ?? init.opType));
    for (const output of outputs) {
      const made = typeof output === 'string' ? this.value(output) : output;
      made.producer = node;
      node.outputs.push(made);
    }
    for (const read of node.inputs) read?.users.add(node);
    this.nodes.splice(at, 0, node);
    return node;
  }

  setInput(node: Node, index: number, value: Value | null): void {
    const before = node.inputs[index] ?? null;
    while (node.inputs.length < index) node.inputs.push(null);
    node.inputs[index] = value;
    if (before !== null && !node.inputs.includes(before)) before.users.delete(node);
    value?.users.add(node);
  }

  /** Every reader of `from`, and the graph's outputs, take `to` instead. */
  replaceUses(from: Value, to: Value): void {
    for (const user of from.users) {
      user.inputs.forEach((value, index) => {
        if (value === from) this.setInput(user, index, to);
      });
    }
    this.outputs = this.outputs.map((value) => (value === from ? to : value));
  }

  /** Turns a computed value into a constant; its producer goes on for its other outputs until nobody needs it. */
  makeConstant(value: Value, constant: Constant): void {
    const { producer } = value;
    if (producer !== null) {
      const rest = this.fresh(`${value.name}:folded`);
      rest.producer = producer;
      producer.outputs[producer.outputs.indexOf(value)] = rest;
    }
    value.producer = null;
    value.constant = constant;
    value.type = constant.type;
    value.shape = constant.shape;
  }

  remove(nodes: ReadonlySet<Node>): void {
    this.nodes = this.nodes.filter((node) => !nodes.has(node));
    for (const node of nodes) {
      for (const read of node.inputs) read?.users.delete(node);
      for (const output of node.outputs) output.producer = null;
    }
  }
}
