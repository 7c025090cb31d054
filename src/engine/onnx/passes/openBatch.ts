/** Turns a graph whose batch the file fixes into one that takes any; whether that is right is verified afterwards. */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { constantIntegers, integersConstant } from '../ir/integers.ts';
import { bookkeepingOf, type Measurement } from './measure.ts';

/**
 * Sets the input's first dimension free, and in constants the places that carry the batch.
 *
 * @param measured at the batch size of the file
 */
export function openBatch(graph: Graph, measured: Measurement): boolean {
  const input = graph.inputs[0]!;
  const bookkeeping = bookkeepingOf(graph);
  input.shape = [{ perImage: 1 }, ...input.shape!.slice(1)];
  for (const node of graph.nodes) {
    if (node.outputs.every((output) => bookkeeping.has(output))) continue;
    openings[node.opType]?.(graph, node, measured);
  }
  return true;
}

/** Where an operation's constants carry the batch, and how they are opened. */
const openings: Readonly<Record<string, (graph: Graph, node: Node, measured: Measurement) => void>> = {
  Concat: openConcat,
  Reshape: openReshape,
};

/** The batch is the outermost axis: its place takes what is left over, the others keep their measured sizes. */
function openReshape(graph: Graph, node: Node, { probes }: Measurement): void {
  const target = constantIntegers(node.input(1));
  const result = probes[0]!.shapes.get(node.outputs[0]!.name);
  const outermost = target?.[0];
  if (outermost === undefined || outermost <= 0 || result === undefined) return;
  const opened = integersConstant([-1, ...result.slice(1)]);
  graph.setInput(node, 1, graph.constant(`${node.name}/opened`, opened));
}

/** A constant joined to every image (a class token) is repeated for each image of the batch. */
function openConcat(graph: Graph, node: Node): void {
  const images = node.inputs.find((input) => input?.constant === null) ?? null;
  if (images === null || node.int('axis', 0) === 0) return;
  node.inputs.forEach((input, index) => {
    const shape = input?.constant?.shape ?? [];
    if (input !== null && shape[0] === 1) graph.setInput(node, index, repeated(graph, input, shape, images));
  });
}

/** `constant` [1, …] as [n, …], n taken from `images` where the graph runs. */
function repeated(graph: Graph, constant: Value, [, ...rest]: readonly number[], images: Value): Value {
  const [count, shape, result] = ['count', 'shape', 'repeated'].map((part) =>
    graph.fresh(`${constant.name}/${part}`),
  );
  const sizes = graph.constant(`${constant.name}/sizes`, integersConstant(rest));
  const at = images.producer === null ? 0 : graph.nodes.indexOf(images.producer) + 1;
  const attributes = { start: { kind: 'int', value: 0 }, end: { kind: 'int', value: 1 } } as const;
  graph.add({ opType: 'Shape', inputs: [images], attributes }, [count!], at);
  graph.add(
    { opType: 'Concat', inputs: [count!, sizes], attributes: { axis: { kind: 'int', value: 0 } } },
    [shape!],
    at + 1,
  );
  graph.add({ opType: 'Expand', inputs: [constant, shape!] }, [result!], at + 2);
  return result!;
}
