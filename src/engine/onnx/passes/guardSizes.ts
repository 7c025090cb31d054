/**
 * How large the file's tensors become, told before memory is taken for them. Most sizes ONNX Runtime infers without running
 * anything. What an operation that makes something larger computes its size from gets nodes in front of it that stop the run.
 */
import { CamlineError } from '../../../errors.ts';
import { cloneGraph } from '../ir/cloneGraph.ts';
import type { ElementType, Graph, Node, Value } from '../ir/graph.ts';
import { dataTypeOf } from '../wire/dataTypes.ts';
import { floatsConstant } from './hoistConstants.ts';
import { integersConstant } from '../ir/integers.ts';
import { inferred } from './measure.ts';

/**
 * In one tensor, for each image of the batch. A vision transformer of 1 369 patches and 16 heads has 30 million in its
 * attention, a first convolution over 4 096 x 4 096 pixels 268 million.
 */
const mostNumbers = 2 ** 28;

/** Begins the names of nodes that stop the run. */
const guardName = 'camline/size of ';

/**
 * A copy that stops where a tensor would hold more than 2^28 numbers an image; see `stoppedBy`.
 * Throws MODEL_TOO_LARGE for one whose size is known already, ENGINE_FAILED where ONNX Runtime cannot load the graph.
 */
export async function guardSizes(
  original: Graph,
  { path, opset, threads }: { readonly path: string; readonly opset: number; readonly threads: number },
): Promise<Graph> {
  const { types, shapes } = await inferred(original, threads, opset);
  const isKnown = (node: Node): boolean => {
    const sizes = shapes.get(node.outputs[0]!.name) ?? [];
    return sizes.length > 0 && sizes.every((size) => typeof size === 'number' && size >= 0);
  };
  const [batch] = original.inputs[0]!.shape!;
  const most = mostNumbers * (typeof batch === 'number' ? batch : 1);
  const known = (value: Value): readonly number[] =>
    (shapes.get(value.name) ?? []).map((size) => (typeof size === 'number' && size >= 0 ? size : 1));
  for (const node of original.nodes) {
    const large = node.outputs.find((output) => product(known(output)) > most);
    if (large !== undefined)
      throw tooManyNumbers(
        path,
        `node "${node.name}" (${node.opType}) would make one of [${known(large).join(', ')}]`,
      );
  }
  const guarded = cloneGraph(original);
  guardNodes(guarded, { types, isKnown, most });
  return guarded;
}

/** The error for a run that a guard stopped; null for one that failed otherwise. */
export function stoppedBy(message: string, path: string): CamlineError | null {
  const [, node] = /Name:'camline\/size of ([^']*)'/.exec(message) ?? [];
  return node === undefined ? null : tooManyNumbers(path, `node ${node} would make a larger one`);
}

const tooManyNumbers = (path: string, what: string): CamlineError =>
  new CamlineError(
    'MODEL_TOO_LARGE',
    `${path}: ${what}; tensors of up to ${mostNumbers} numbers an image are supported. ` +
      'Export the network for smaller images or fewer of them, or see whether the file is damaged.',
  );

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

interface Judging {
  readonly types: ReadonlyMap<string, ElementType | null>;
  /** Whether the size of what a node makes is known, and was judged. */
  readonly isKnown: (node: Node) => boolean;
  readonly most: number;
}

function guardNodes(graph: Graph, judging: Judging): void {
  const { types, isKnown, most } = judging;
  for (const node of graph.nodes.slice()) {
    for (const branch of node.branches()) guardNodes(branch, judging);
    const growth = Object.hasOwn(growths, node.opType) ? growths[node.opType]!(node) : null;
    const size = growth === null ? null : node.input(growth.argument);
    if (growth === null || size === null || isKnown(node)) continue;
    const type = size.type ?? types.get(size.name) ?? null;
    if (type !== null) new Guard(graph, node).put(growth, type, most);
  }
}

/** What an operation computes its output's size from. */
interface Growth {
  /** Index of the input that is held back until the size is judged. */
  readonly argument: number;
  /** Float value with the numbers that the output will hold, or, where other sizes join them, some of them. */
  readonly count: (make: Guard) => Value;
}

const growths: Readonly<Record<string, (node: Node) => Growth | null>> = {
  ConstantOfShape: () => ({ argument: 0, count: (make) => make.product(0) }),
  Expand: () => ({ argument: 1, count: (make) => make.product(1) }),
  OneHot: () => ({ argument: 1, count: (make) => make.times(make.product(1), make.sizeOf(0)) }),
  Pad: () => ({ argument: 1, count: (make) => make.padded() }),
  Range: () => ({ argument: 1, count: (make) => make.steps() }),
  Resize: (node) => {
    if (node.input(3) !== null) return { argument: 3, count: (make) => make.product(3) };
    return scaled(node.inputs.length === 2 ? 1 : 2);
  },
  Tile: () => scaled(1),
  Upsample: () => scaled(1),
};

const scaled = (argument: number): Growth => ({
  argument,
  count: (make) => make.times(make.product(argument), make.sizeOf(0)),
});

/** Writes nodes in front of `node`. */
class Guard {
  private readonly graph: Graph;
  private readonly node: Node;
  private at: number;

  constructor(graph: Graph, node: Node) {
    this.graph = graph;
    this.node = node;
    this.at = graph.nodes.indexOf(node);
  }

  put({ argument, count }: Growth, type: ElementType, most: number): void {
    const isLarger = this.add('Greater', [count(this), this.number(most)]);
    const index = this.cast(isLarger, 'int64');
    // An index of 1 is outside: the run ends with this node's name.
    const zero = this.add(
      'Gather',
      [this.graph.constant('camline/zero', integersConstant([0])), index],
      true,
    );
    const size = this.node.input(argument)!;
    this.graph.setInput(this.node, argument, this.add('Add', [size, this.cast(zero, type)]));
  }

  /** Of all elements of an input. */
  product(index: number): Value {
    const sizes = this.add('Abs', [this.cast(this.node.input(index)!, 'float32')]);
    return this.add('ReduceProd', [sizes], false, { keepdims: 0 });
  }

  sizeOf(index: number): Value {
    return this.cast(this.add('Size', [this.node.input(index)!]), 'float32');
  }

  times(a: Value, b: Value): Value {
    return this.add('Mul', [a, b]);
  }

  /** Each axis is longer by what stands before and behind it; from opset 18 on, only the axes that an input names may be. */
  padded(): Value {
    const pads = this.cast(this.node.input(1)!, 'float32');
    const target = this.graph.constant('camline/rows', integersConstant([2, -1]));
    const rows = this.add('Reshape', [pads, target]);
    const ones = this.graph.constant('camline/ones', floatsConstant([1, 1], [1, 2]));
    const before = this.cast(this.add('Shape', [this.node.input(0)!]), 'float32');
    const axes = this.node.input(3);
    const flat = this.graph.constant('camline/flat', integersConstant([-1]));
    const longer = this.add('Reshape', [this.add('MatMul', [ones, rows]), flat]);
    const after =
      axes === null
        ? this.add('Add', [before, longer])
        : this.add('ScatterElements', [before, axes, longer], false, { reduction: 'add' });
    return this.add('ReduceProd', [this.add('Abs', [after])], false, { keepdims: 0 });
  }

  steps(): Value {
    const [start, limit, delta] = [0, 1, 2].map((index) => this.cast(this.node.input(index)!, 'float32'));
    return this.add('Div', [this.add('Sub', [limit!, start!]), delta!]);
  }

  private number(value: number): Value {
    return this.graph.constant('camline/most', floatsConstant([value], []));
  }

  private cast(value: Value, type: ElementType): Value {
    return this.add('Cast', [value], false, { to: dataTypeOf(type) });
  }

  private add(
    opType: string,
    inputs: readonly Value[],
    stops = false,
    given: Readonly<Record<string, number | string>> = {},
  ): Value {
    const output = this.graph.fresh(`camline/${this.node.name}`);
    const name = stops ? `${guardName}"${this.node.name}" (${this.node.opType})` : output.name;
    const attributes = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key,
        typeof value === 'string' ? ({ kind: 'string', value } as const) : ({ kind: 'int', value } as const),
      ]),
    );
    this.graph.add({ opType, name, inputs, attributes }, [output], this.at++);
    return output;
  }
}
