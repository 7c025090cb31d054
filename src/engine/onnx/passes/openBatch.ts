/** Turns a graph whose batch the file fixes into one that takes any; whether that is right is verified afterwards. */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { constantIntegers, integersConstant } from '../ir/integers.ts';
import { lookUp } from '../ir/lookUp.ts';
import { foldConstants } from './foldConstants.ts';
import { onceOf, outermost, placeAfterReshape, type FixedBatch, type Places } from './batchPlace.ts';
import { batchPlaces } from './batchRules.ts';
import { bookkeepingOf, type Measurement } from './measure.ts';

/**
 * Sets the input's first dimension free, and in constants the places that carry the batch.
 *
 * @param measured at the batch size of the file
 */
export function openBatch(graph: Graph, measured: Measurement): boolean {
  foldConstants(graph, measured);
  const input = graph.inputs[0]!;
  const batch = fixedBatch(graph, measured);
  const places = batchPlaces(graph, batch);
  const bookkeeping = bookkeepingOf(graph);
  input.shape = [{ perImage: 1 }, ...input.shape!.slice(1)];
  const ofImages = graph.nodes.filter(({ outputs }) => outputs.some((output) => !bookkeeping.has(output)));
  for (const node of ofImages) {
    const opening = { graph, node, places, batch };
    (lookUp(openings, node.opType) ?? shareConstants)(opening);
  }
  return true;
}

function fixedBatch(graph: Graph, { probes: [probe] }: Measurement): FixedBatch {
  const input = graph.inputs[0]!;
  const declared = new Map([[input.name, input.shape as readonly number[]]]);
  return {
    count: Number(input.shape![0]),
    shapeOf: ({ name, constant }) =>
      constant?.shape ?? declared.get(name) ?? probe!.shapes.get(name) ?? probe!.values.get(name)?.shape,
  };
}

interface Opening {
  readonly graph: Graph;
  readonly node: Node;
  readonly places: Places;
  readonly batch: FixedBatch;
}

/** Where an operation's constants carry the batch, and how they are opened. */
const openings: Readonly<Record<string, (opening: Opening) => void>> = {
  Concat: joinConstants,
  Expand: openExpand,
  GRU: (opening) => repeatConstants(opening, [5]),
  LSTM: (opening) => repeatConstants(opening, [5, 6]),
  Reshape: openReshape,
  RNN: (opening) => repeatConstants(opening, [5]),
  Slice: openSlice,
};

/** The images' axis takes what is left over, the others keep their measured sizes. */
function openReshape({ graph, node, places, batch }: Opening): void {
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  const [before, after] = [batch.shapeOf(input), batch.shapeOf(output)];
  if (constantIntegers(node.input(1)) === null || before === undefined || after === undefined) return;
  const place = places.get(output) ?? placeAfterReshape(outermost, before, after, batch.count);
  if (place === null) return;
  const target = integersConstant(after.map((size, axis) => (axis === place.axis ? -1 : size)));
  graph.setInput(node, 1, graph.constant(`${node.name}/opened`, target));
  node.attributes.delete('allowzero');
}

/** A size of 1 keeps what is there. */
function openExpand({ graph, node, places, batch }: Opening): void {
  const target = constantIntegers(node.input(1));
  const place = places.get(node.outputs[0]!);
  const rank = batch.shapeOf(node.outputs[0]!)?.length ?? 0;
  if (target === null || place === undefined) return;
  const at = place.axis - (rank - target.length);
  const opened = integersConstant(target.map((size, axis) => (axis === at ? 1 : size)));
  graph.setInput(node, 1, graph.constant(`${node.name}/opened`, opened));
}

/** A slice of all images goes to the end. */
function openSlice({ graph, node, places, batch }: Opening): void {
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => constantIntegers(node.input(index)));
  const place = places.get(node.inputs[0]!);
  const sizes = batch.shapeOf(node.inputs[0]!) ?? [];
  if (!starts || !ends || place === undefined) return;
  const at = (axes ?? starts.map((_, axis) => axis)).findIndex(
    (axis) => (axis < 0 ? axis + sizes.length : axis) === place.axis,
  );
  const isWhole = starts[at] === 0 && (steps?.[at] ?? 1) === 1 && ends[at]! >= sizes[place.axis]!;
  if (at === -1 || !isWhole) return;
  const opened = integersConstant(ends.with(at, Number.MAX_SAFE_INTEGER));
  graph.setInput(node, 2, graph.constant(`${node.name}/opened`, opened));
}

/** A constant that is the same for each image (a mask, a bias) is there once, and broadcasting does the rest. */
function shareConstants({ graph, node, places, batch }: Opening): void {
  const place = places.get(node.outputs[0]!);
  if (place === undefined || batch.count === 1 || !broadcasts.has(node.opType)) return;
  const rank = batch.shapeOf(node.outputs[0]!)?.length ?? 0;
  node.inputs.forEach((input, index) => {
    const constant = input?.constant ?? null;
    if (constant === null) return;
    const axis = place.axis - (rank - constant.shape.length);
    const once = onceOf(constant, { ...place, axis }, batch.count);
    if (once !== null) graph.setInput(node, index, graph.constant(`${input!.name}/once`, once));
  });
}

/** Operations that repeat an axis of one element for the others' sizes. */
const broadcasts: ReadonlySet<string> = new Set(
  (
    'Add And Div Equal Greater GreaterOrEqual Less LessOrEqual MatMul Max Mean Min Mod Mul Or Pow PRelu Sub Sum ' +
    'Where Xor'
  ).split(' '),
);

/** Along the images themselves nothing is repeated. */
function joinConstants(opening: Opening): void {
  const { node, places, batch } = opening;
  const output = node.outputs[0]!;
  const rank = batch.shapeOf(output)?.length ?? 0;
  const axis = node.int('axis', 0);
  if (places.get(output)?.axis !== (axis < 0 ? axis + rank : axis))
    repeatConstants(opening, node.inputs.keys());
}

/** A constant joined to every image (a class token, a first state) is repeated for each image of the batch. */
function repeatConstants({ graph, node, places, batch }: Opening, indices: Iterable<number>): void {
  const images = node.inputs.find((input) => input !== null && places.has(input)) ?? null;
  const place = images === null ? undefined : places.get(images);
  if (place?.outer !== 1 || batch.shapeOf(images!)?.[place.axis] !== batch.count) return;
  for (const index of indices) {
    const constant = node.input(index)?.constant ?? null;
    const once = constant === null ? null : onceOf(constant, place, batch.count);
    if (once === null) continue;
    const shared = graph.constant(`${node.input(index)!.name}/once`, once);
    graph.setInput(node, index, repeated(graph, shared, images!, place.axis));
  }
}

/** `constant` [.., 1, ..] as [.., n, ..] along `axis`, n taken from the same axis of `images` where the graph runs. */
function repeated(graph: Graph, constant: Value, images: Value, axis: number): Value {
  const { shape } = constant.constant!;
  const [count, target, result] = ['count', 'shape', 'repeated'].map((part) =>
    graph.fresh(`${constant.name}/${part}`),
  );
  const sizes = [shape.slice(0, axis), shape.slice(axis + 1)].map((part) =>
    graph.constant(`${constant.name}/sizes`, integersConstant(part)),
  );
  const at = images.producer === null ? 0 : graph.nodes.indexOf(images.producer) + 1;
  const range = { start: { kind: 'int', value: axis }, end: { kind: 'int', value: axis + 1 } } as const;
  graph.add({ opType: 'Shape', inputs: [images], attributes: range }, [count!], at);
  const joined = { axis: { kind: 'int', value: 0 } } as const;
  graph.add(
    { opType: 'Concat', inputs: [sizes[0]!, count!, sizes[1]!], attributes: joined },
    [target!],
    at + 1,
  );
  graph.add({ opType: 'Expand', inputs: [constant, target!] }, [result!], at + 2);
  return result!;
}
