/**
 * What an operation does to the meaning of axes, by operation. Shapes do not tell: attention weights and channels-last
 * tensors have four axes as well as a map with channels first.
 */
import type { Node, Value } from '../ir/graph.ts';
import { constantIntegers } from '../ir/integers.ts';
import { flattening } from './flattening.ts';
import { imageLayout, isTokens, tokenAxis, type Axis, type Layout } from './layout.ts';
import { regroup } from './regroup.ts';

export type Layouts = ReadonlyMap<Value, Layout>;

/** The layout of one output, from the layouts of the inputs; null where it is not known. */
type LayoutRule = (node: Node, layouts: Layouts, output: Value) => Layout | null;

/** Operations whose result has the layout of an input of as many axes, whatever happens to the sizes, tokens excepted. */
const alongside: LayoutRule = (node, layouts, output) => {
  const rank = output.shape?.length;
  const tokensKept = (input: Value, layout: Layout): boolean => {
    const axis = tokenAxis(layout);
    return axis === -1 || input.shape?.[axis] === output.shape?.[axis];
  };
  for (const input of node.inputs) {
    const layout = input === null ? undefined : layouts.get(input);
    if (layout !== undefined && layout.length === rank && tokensKept(input!, layout)) return layout;
  }
  return null;
};

const image: LayoutRule = (_node, _layouts, output) => (output.shape?.length === 4 ? imageLayout : null);

const unknown: LayoutRule = () => null;

const transposed: LayoutRule = (node, layouts) => {
  const layout = layouts.get(node.inputs[0]!);
  if (layout === undefined) return null;
  const perm = node.ints('perm') ?? layout.map((_, axis) => axis).toReversed();
  return perm.map((axis) => layout[axis]!);
};

/** The image axis stays first; the others are regrouped. */
const reshaped: LayoutRule = (node, layouts, output) => {
  const source = node.inputs[0]!;
  const known = layouts.get(source);
  const { layout, shape } =
    known === undefined ? unflattened(source, layouts) : { layout: known, shape: source.shape };
  const [image, ...rest] = layout;
  const [batch, ...before] = shape ?? [];
  const [batchAfter, ...after] = output.shape ?? [];
  const isSameBatch = JSON.stringify(batch) === JSON.stringify(batchAfter);
  const sizes = [...before, ...after];
  if (image !== 'image' || !isSameBatch || sizes.some((size) => typeof size !== 'number')) return null;
  const regrouped = regroup(rest, before as number[], after as number[]);
  return regrouped === null ? null : ['image', ...regrouped];
};

/** What positions that went into the batch for a while were before, with the channels that they have now. */
function unflattened(rows: Value, layouts: Layouts): { layout: Layout; shape: Value['shape'] } {
  const whole = flattening(rows);
  const layout = whole === null ? undefined : layouts.get(whole);
  if (layout?.at(-1) !== 'channel') return { layout: [], shape: null };
  return { layout, shape: [...whole!.shape!.slice(0, -1), rows.shape![1]!] };
}

/** Along the tokens, what is joined before them leads; along another axis nothing changes. */
const joined: LayoutRule = (node, layouts, output) => {
  const at = node.inputs.findIndex((input) => input !== null && layouts.has(input));
  const layout = at === -1 ? null : layouts.get(node.inputs[at]!)!;
  const axis = axisOf(node, 0, output);
  const tokens = layout?.[axis];
  if (layout === null || !isTokens(tokens)) return layout;
  const sizes = node.inputs.map((input) => input?.shape?.[axis]);
  const isLast = at === node.inputs.length - 1;
  if (!isLast || sizes.some((size) => typeof size !== 'number')) return null;
  const before = (sizes as number[]).slice(0, at).reduce((sum, size) => sum + size, 0);
  return withTokens(layout, { ...tokens, leading: tokens.leading + before });
};

/** Without the first tokens the others still stand in their grid, as long as only leading ones went. */
const sliced: LayoutRule = (node, layouts, output) => {
  const layout = layouts.get(node.inputs[0]!);
  if (layout === undefined) return null;
  const starts = constantIntegers(node.input(1)) ?? [];
  const axes = constantIntegers(node.input(3)) ?? starts.map((_, axis) => axis);
  const place = axes.map((axis) => (axis < 0 ? axis + layout.length : axis)).indexOf(tokenAxis(layout));
  return place === -1 ? layout : withoutFirst(layout, starts[place] ?? 0, node.inputs[0]!, output);
};

const split: LayoutRule = (node, layouts, output) => {
  const layout = layouts.get(node.inputs[0]!);
  const axis = axisOf(node, 0, output);
  if (layout === undefined || !isTokens(layout[axis])) return layout ?? null;
  const before = node.outputs
    .slice(0, node.outputs.indexOf(output))
    .map((part) => Number(part.shape?.[axis]));
  const start = before.reduce((sum, size) => sum + size, 0);
  return withoutFirst(layout, start, node.inputs[0]!, output);
};

function withoutFirst(layout: Layout, count: number, input: Value, output: Value): Layout | null {
  const axis = tokenAxis(layout);
  const tokens = layout[axis];
  const reachesEnd = Number(output.shape?.[axis]) + count === Number(input.shape?.[axis]);
  if (!isTokens(tokens) || !reachesEnd || count > tokens.leading) return null;
  return withTokens(layout, { ...tokens, leading: tokens.leading - count });
}

/**
 * A product with a matrix of weights turns channels into channels; along any other axis positions are mixed. Two computed
 * tensors keep the axis that each has for itself: queries with keys, and attention weights with values, which so stand
 * where their queries stood.
 */
const multiplied: LayoutRule = (node, layouts) => {
  const [left, right] = node.inputs.map((input) => layouts.get(input!));
  const isLinear = node.inputs[1]?.constant?.shape.length === 2;
  if (isLinear) return left?.at(-1) === 'channel' ? left : null;
  if (left === undefined || right === undefined || left.length !== right.length) return null;
  return left.at(-1) === right.at(-2) || (isTokens(left.at(-1)) && isTokens(right.at(-2)))
    ? [...left.slice(0, -1), right.at(-1)!]
    : null;
};

const withTokens = (layout: Layout, tokens: Axis): Layout =>
  layout.map((axis) => (isTokens(axis) ? tokens : axis));

function axisOf(node: Node, fallback: number, { shape }: Value): number {
  const axis = node.int('axis', fallback);
  return axis < 0 ? axis + (shape?.length ?? 0) : axis;
}

const rules: Readonly<Record<string, LayoutRule>> = {
  AveragePool: image,
  BatchNormalization: image,
  Concat: joined,
  Conv: image,
  ConvTranspose: image,
  DepthToSpace: image,
  Einsum: unknown,
  Flatten: reshaped,
  Gather: unknown,
  GatherElements: unknown,
  GatherND: unknown,
  Gemm: unknown,
  GlobalAveragePool: image,
  GlobalMaxPool: image,
  LRN: image,
  MatMul: multiplied,
  MaxPool: image,
  Reshape: reshaped,
  SpaceToDepth: image,
  Slice: sliced,
  Split: split,
  Squeeze: reshaped,
  Transpose: transposed,
  Unsqueeze: reshaped,
};

const ruleOf = ({ opType }: Node): LayoutRule | undefined =>
  Object.hasOwn(rules, opType) ? rules[opType] : undefined;

/** Layouts of what `node` makes. */
export function layoutsAfter(node: Node, layouts: Layouts): readonly (Layout | null)[] {
  const rule = ruleOf(node) ?? alongside;
  return node.outputs.map((output) => rule(node, layouts, output));
}

/**
 * What `node` takes its first input for: convolutions and poolings work on channels first, and two axes of four that are
 * averaged away are rows and columns. So a map that comes out of windows of attention is known by what follows.
 */
export function layoutTaken(node: Node): Layout | null {
  const rank = node.inputs[0]?.shape?.length;
  if (rank !== 4) return null;
  if (ruleOf(node) === image) return imageLayout;
  if (node.opType !== 'ReduceMean') return null;
  const axes = constantIntegers(node.input(1))?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? [];
  return averaged[axes.toSorted((left, right) => left - right).join()] ?? null;
}

const averaged: Readonly<Record<string, Layout>> = {
  '2,3': imageLayout,
  '1,2': ['image', 'row', 'column', 'channel'],
};

/**
 * What `node` reads has the layout of what it makes, where it works on each position by itself: so a branch whose
 * beginning is not understood (attention) is read from its end, where it joins the residual.
 */
export function layoutBefore(node: Node, layouts: Layouts): Layout | null {
  const layout = layouts.get(node.outputs[0]!) ?? null;
  const isPositional = node.opType === 'MatMul' ? layout?.at(-1) === 'channel' : ruleOf(node) === undefined;
  return isPositional ? layout : null;
}
