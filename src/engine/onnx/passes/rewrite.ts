/** Puts several operations in the place of one. */
import type { Attribute, ElementType, Graph, Node, Value } from '../ir/graph.ts';
import { integersConstant } from '../ir/integers.ts';
import { floatsConstant } from './hoistConstants.ts';

export type PlainAttribute = number | string | readonly number[] | { readonly float: number };

/** Emits nodes in front of the one that they replace, under its module path and names that begin with its own. */
export class Emitter {
  private readonly graph: Graph;
  private readonly node: Node;

  constructor(graph: Graph, node: Node) {
    this.graph = graph;
    this.node = node;
  }

  /** Plain numbers become integer attributes. */
  op(
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, PlainAttribute>> = {},
  ): Value {
    const { name, scopes } = this.node;
    const typed = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)] as const);
    const output = this.graph.fresh(`${name}/${opType}:0`);
    const init = { opType, name: `${name}/${opType}`, scopes, inputs, attributes: Object.fromEntries(typed) };
    this.graph.add(init, [output], this.graph.nodes.indexOf(this.node));
    return output;
  }

  float(value: number): Value {
    return this.graph.constant(`${this.node.name}/number`, floatsConstant([value], []));
  }

  floats(values: readonly number[]): Value {
    return this.graph.constant(`${this.node.name}/numbers`, floatsConstant(values));
  }

  ints(...values: number[]): Value {
    return this.graph.constant(`${this.node.name}/sizes`, integersConstant(values));
  }

  /** x as a tensor of the element type that ONNX gives that number. */
  cast(x: Value, to: keyof typeof typeCodes): Value {
    return this.op('Cast', [x], { to: typeCodes[to] });
  }
}

const typeCodes = { float32: 1, int64: 7 } as const satisfies Partial<Record<ElementType, number>>;

function attributeOf(value: PlainAttribute): Attribute {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'number') return { kind: 'int', value };
  return 'float' in value ? { kind: 'float', value: value.float } : { kind: 'ints', value };
}

/**
 * Replaces `node`. What `emit` returns takes the place, and the name, of its outputs, in their order; where it is null the
 * output must have no reader.
 */
export function rewrite(
  graph: Graph,
  node: Node,
  emit: (emitter: Emitter) => Value | readonly (Value | null)[],
): void {
  const made = [emit(new Emitter(graph, node))].flat() as readonly (Value | null)[];
  const { outputs } = node;
  graph.remove(new Set([node]));
  made.forEach((result, index) => {
    const output = outputs[index];
    if (result === null || output === undefined) return;
    const last = result.producer!;
    graph.replaceUses(result, output);
    last.outputs[last.outputs.indexOf(result)] = output;
    output.producer = last;
  });
}
