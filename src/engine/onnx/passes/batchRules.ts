/**
 * What an operation does to the place of the images, by operation. A file whose batch is fixed at 1 does not tell: [50, 1, 768]
 * may be one image between two axes. So the place is followed from the input on.
 */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { constantIntegers } from '../ir/integers.ts';
import { lookUp } from '../ir/lookUp.ts';
import { outermost, placeAfterReshape, type BatchPlace, type FixedBatch, type Places } from './batchPlace.ts';

type PlaceRule = (node: Node, places: Places, batch: FixedBatch) => BatchPlace | null;

const placeOf = (value: Value | null, places: Places): BatchPlace | null =>
  value === null ? null : (places.get(value) ?? null);

const rankOf = (value: Value | null, batch: FixedBatch): number =>
  value === null ? 0 : (batch.shapeOf(value)?.length ?? 0);

/** Axes are counted from the end, as broadcasting does: the first input that holds images says where. */
const aligned: PlaceRule = (node, places, batch) => {
  const rank = rankOf(node.outputs[0]!, batch);
  for (const input of node.inputs) {
    const place = placeOf(input, places);
    if (place !== null) return moved(place, place.axis + rank - rankOf(input, batch));
  }
  return null;
};

const moved = (place: BatchPlace, axis: number): BatchPlace | null => (axis < 0 ? null : { ...place, axis });

const reshaped: PlaceRule = (node, places, batch) => {
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  const place = placeOf(input, places);
  const [before, after] = [batch.shapeOf(input), batch.shapeOf(output)];
  if (place === null || before === undefined || after === undefined) return null;
  return placeAfterReshape(place, before, after, batch.count);
};

const transposed: PlaceRule = (node, places, batch) => {
  const place = placeOf(node.inputs[0]!, places);
  if (place === null) return null;
  const rank = rankOf(node.inputs[0]!, batch);
  const perm = node.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return moved(place, perm.indexOf(place.axis));
};

/** Axes at `axes` (positive) go away. */
const without = (place: BatchPlace, axes: readonly number[]): BatchPlace | null =>
  axes.includes(place.axis)
    ? null
    : moved(place, place.axis - axes.filter((axis) => axis < place.axis).length);

const positive = (axes: readonly number[], rank: number): readonly number[] =>
  axes.map((axis) => (axis < 0 ? axis + rank : axis));

const squeezed: PlaceRule = (node, places, batch) => {
  const place = placeOf(node.inputs[0]!, places);
  const sizes = batch.shapeOf(node.inputs[0]!) ?? [];
  const ones = sizes.flatMap((size, axis) => (size === 1 ? [axis] : []));
  return place === null
    ? null
    : without(place, positive(constantIntegers(node.input(1)) ?? ones, sizes.length));
};

const unsqueezed: PlaceRule = (node, places, batch) => {
  const place = placeOf(node.inputs[0]!, places);
  const rank = rankOf(node.outputs[0]!, batch);
  const made = positive(constantIntegers(node.input(1)) ?? [], rank);
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !made.includes(axis));
  return place === null ? null : moved(place, kept[place.axis] ?? -1);
};

const reduced: PlaceRule = (node, places, batch) => {
  const place = placeOf(node.inputs[0]!, places);
  if (place === null || node.int('keepdims', 1) !== 0) return place;
  return without(place, positive(constantIntegers(node.input(1)) ?? [], rankOf(node.inputs[0]!, batch)));
};

/** One axis is replaced by those of the indices. */
const gathered: PlaceRule = (node, places, batch) => {
  const [data, indices] = [node.inputs[0]!, node.input(1)];
  const [axis] = positive([node.int('axis', 0)], rankOf(data, batch));
  const place = placeOf(data, places);
  if (place === null) {
    const inIndices = placeOf(indices, places);
    return inIndices === null ? null : moved(inIndices, axis! + inIndices.axis);
  }
  if (place.axis === axis) return null;
  return place.axis < axis! ? place : moved(place, place.axis - 1 + rankOf(indices, batch));
};

/** X [time, images, features] to Y [time, directions, images, hidden]. */
const recurrent: PlaceRule = (node, places) => {
  const place = placeOf(node.inputs[0]!, places);
  return place?.axis === 1 ? moved(place, 2) : null;
};

const einsum: PlaceRule = (node, places) => {
  const [inputs = '', output = ''] = node.string('equation', '').replaceAll(' ', '').split('->');
  const terms = inputs.split(',');
  for (const [index, input] of node.inputs.entries()) {
    const place = placeOf(input, places);
    const axis = place === null ? -1 : output.indexOf(terms[index]?.[place.axis] ?? '?');
    if (place !== null && axis !== -1) return moved(place, axis);
  }
  return null;
};

const alwaysFirst: PlaceRule = (node, places) =>
  node.inputs.some((each) => placeOf(each, places)) ? outermost : null;

const rules: Readonly<Record<string, PlaceRule>> = {
  Col2Im: alwaysFirst,
  Einsum: einsum,
  Flatten: reshaped,
  Gather: gathered,
  GatherND: () => null,
  GRU: recurrent,
  LSTM: recurrent,
  ReduceL1: reduced,
  ReduceL2: reduced,
  ReduceMax: reduced,
  ReduceMean: reduced,
  ReduceMin: reduced,
  ReduceProd: reduced,
  ReduceSum: reduced,
  Reshape: reshaped,
  RNN: recurrent,
  Shape: () => null,
  Size: () => null,
  Squeeze: squeezed,
  Transpose: transposed,
  Unsqueeze: unsqueezed,
};

export function batchPlaces(graph: Graph, batch: FixedBatch): Places {
  const places = new Map<Value, BatchPlace>([[graph.inputs[0]!, outermost]]);
  for (const node of graph.nodes) {
    const rule = lookUp(rules, node.opType) ?? aligned;
    const place = rule(node, places, batch);
    node.outputs.forEach((output, index) => {
      const own = rule === recurrent && index > 0 ? lastStates(place) : place;
      if (own !== null) places.set(output, own);
    });
  }
  return places;
}

/** [directions, images, hidden] */
const lastStates = (place: BatchPlace | null): BatchPlace | null => (place === null ? null : moved(place, 1));
