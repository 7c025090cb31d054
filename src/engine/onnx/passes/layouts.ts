import type { Graph, Node, Value } from '../ir/graph.ts';
import { imageLayout, isTokens, tokenAxis, type Grid, type Layout } from './layout.ts';
import { layoutBefore, layoutsAfter, layoutTaken, type Layouts } from './layoutRules.ts';
import { tokensFor } from './tokenGrid.ts';

/**
 * What the axes of each tensor count, followed from the image on through the operations. Where patches are not cut by a
 * convolution, and nothing therefore tells their grid, they begin at the first product with weights along them.
 *
 * @param graph measured
 * @param grid of such patches, null for a square one
 */
export function layoutsOf(graph: Graph, grid: Grid | null): Layouts {
  const layouts = new Map<Value, Layout>([[graph.inputs[0]!, imageLayout]]);
  spread(graph, layouts);
  if ([...layouts.values()].some((layout) => tokenAxis(layout) !== -1)) return layouts;
  const seed = graph.nodes.find((node) => startsTokens(node, layouts))?.outputs[0];
  if (seed === undefined) return layouts;
  layouts.set(seed, ['image', tokensFor(Number(seed.shape![1]), grid), 'channel']);
  spread(graph, layouts);
  return layouts;
}

type Growing = Map<Value, Layout>;

/** Until nothing new is learnt: what one direction finds may help the other. */
function spread(graph: Graph, layouts: Growing): void {
  for (let known = -1; known !== layouts.size;) {
    known = layouts.size;
    for (const node of graph.nodes) follow(node, layouts);
    for (const node of graph.nodes.toReversed()) trace(node, layouts);
  }
}

function follow(node: Node, layouts: Growing): void {
  layoutsAfter(node, layouts).forEach((layout, index) => learn(layouts, node.outputs[index]!, layout));
}

function trace(node: Node, layouts: Growing): void {
  const first = node.inputs[0] ?? null;
  if (first !== null && first.constant === null) learn(layouts, first, layoutTaken(node));
  const layout = layoutBefore(node, layouts);
  const [output] = node.outputs;
  for (const input of node.inputs) {
    const isAlike = input !== null && input.constant === null && isSameSize(input, output!, layout);
    if (isAlike) learn(layouts, input, layout);
  }
}

/** In all axes but the channels: a product with weights changes their number. */
function isSameSize({ shape }: Value, output: Value, layout: Layout | null): boolean {
  if (layout === null || shape?.length !== layout.length) return false;
  return layout.every(
    (axis, index) =>
      axis === 'channel' || JSON.stringify(shape[index]) === JSON.stringify(output.shape![index]),
  );
}

function learn(layouts: Growing, value: Value, layout: Layout | null): void {
  if (layout !== null && !layouts.has(value) && value.type === 'float32') layouts.set(value, layout);
}

/** Along tokens by its form: [n, T, C] from a product with a matrix of weights, or from a normalisation of its end. */
function startsTokens(node: Node, layouts: Layouts): boolean {
  const [output] = node.outputs;
  const [batch, count, channels] = output?.shape ?? [];
  const isPerImage = batch === 1 || (typeof batch === 'object' && batch.perImage === 1);
  const isRow =
    output?.shape?.length === 3 && isPerImage && Number(count) > 1 && typeof channels === 'number';
  if (!isRow || layouts.has(output)) return false;
  return node.opType === 'LayerNormalization' || node.inputs[1]?.constant?.shape.length === 2;
}

/** Every row of tokens that the network has, each once. */
export const tokenRows = (layouts: Layouts): readonly { count: number; grid: Grid | null }[] => {
  const rows = [...layouts].flatMap(([{ shape }, layout]) =>
    layout.filter(isTokens).map(({ grid }) => ({ count: Number(shape![tokenAxis(layout)]), grid })),
  );
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
};
