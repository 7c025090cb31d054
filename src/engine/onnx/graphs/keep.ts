/** What a backward graph takes over from the forward pass, so that the tail is not computed twice. */
import { elementCount } from '../../../tensor/tensor.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';

/**
 * Beyond this a forward pass keeps no more than the frontier, and the backward graph computes the tail again: early layers of
 * large images would hold hundreds of megabytes a batch.
 */
const mostBytesPerImage = 32 * 2 ** 20;

/** Images lie along the first axis alone, so that parts of a batch can be cut and joined. */
function isKeepable({ type, shape }: Value): boolean {
  const [first, ...rest] = shape ?? [];
  return type === 'float32' && first !== undefined && rest.every((dim) => typeof dim === 'number');
}

/**
 * The values of `forward` nodes that the other nodes of the graph read, in the order of execution; where one cannot be kept,
 * those that it is computed from. Null where they are too large.
 *
 * @param forward the copied nodes of the tail
 * @param isKnown whether the model has the value, too
 */
export function valuesToKeep(
  graph: Graph,
  forward: ReadonlySet<Node>,
  isKnown: (value: Value) => boolean,
): readonly Value[] | null {
  const kept = new Set<Value>();
  const again = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    if (forward.has(node) && !again.has(node)) continue;
    for (const input of node.inputs) {
      const producer = input?.producer ?? null;
      if (input === null || producer === null || !forward.has(producer)) continue;
      if (isKnown(input) && isKeepable(input)) kept.add(input);
      else again.add(producer);
    }
  }
  const bytes = [...kept].reduce((sum, { shape }) => sum + bytesPerImage(shape!), 0);
  return bytes > mostBytesPerImage ? null : [...kept].toReversed();
}

const bytesPerImage = (shape: NonNullable<Value['shape']>): number =>
  Float32Array.BYTES_PER_ELEMENT *
  elementCount(shape.map((dim) => (typeof dim === 'number' ? dim : dim.perImage)));

/** Turns a computed value into an input; its producer goes on for its other outputs. */
export function takeAsInput(graph: Graph, value: Value): void {
  const producer = value.producer!;
  const unused = graph.fresh(`${value.name}/unused`);
  unused.type = value.type;
  unused.shape = value.shape;
  unused.producer = producer;
  producer.outputs[producer.outputs.indexOf(value)] = unused;
  value.producer = null;
  graph.inputs.push(value);
}
