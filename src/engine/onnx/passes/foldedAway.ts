import type { Layer } from '../../engine.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';
import { bookkeepingOf } from './measure.ts';

export interface FoldedAway {
  /** Layers behind and before it. */
  readonly near: readonly Layer[];
  /** Whether it does not depend on the image. */
  readonly isConstant: boolean;
}

/**
 * For a name that the file knows and the prepared graph does not: the nearest layers behind and before it. Null for a
 * name that the file does not know either.
 */
export function foldedAway(
  name: string,
  original: Graph,
  layers: ReadonlyMap<string, Layer>,
): FoldedAway | null {
  const readers = original.nodes.filter((node) => node.inputs.some((input) => isConstantNamed(input, name)));
  const places = original.nodes.filter((node) => isKnownBy(node, name));
  if (places.length === 0 && readers.length === 0) return null;
  const values = places.flatMap((node) => node.outputs);
  const same = bookkeepingOf(original);
  const isConstant = values.every((value) => same.has(value));
  const behind = nearest(
    [...places, ...readers],
    (node) => node.outputs,
    (value) => [...value.users],
    layers,
  );
  const before = nearest(
    places,
    (node) => node.inputs.filter((input) => input !== null),
    (value) => (value.producer === null ? [] : [value.producer]),
    layers,
  );
  return { near: [...new Set([...behind, ...before])], isConstant };
}

/** A weight, or what a `Constant` node gives: by its tensor's name, or the node's, which exporters put before it. */
const isConstantNamed = (input: Value | null, name: string): boolean =>
  (input?.constant ?? null) !== null && (input!.name === name || input!.name === `${name}_output_0`);

/**
 * By node, tensor or module name, as a part of the node's path (Keras), or as the owner of a weight ("layer4.0.conv3" of
 * "layer4.0.conv3.weight").
 */
const isKnownBy = (node: Node, name: string): boolean =>
  node.name === name ||
  node.name.split('/').includes(name) ||
  node.scopes.includes(name) ||
  node.outputs.some((output) => output.name === name) ||
  node.inputs.some((input) => (input?.constant ?? null) !== null && input!.name.startsWith(`${name}.`));

/** Breadth first, one direction; stops at the first layer on each way. */
function nearest(
  places: readonly Node[],
  valuesOf: (node: Node) => readonly Value[],
  nodesOf: (value: Value) => readonly Node[],
  layers: ReadonlyMap<string, Layer>,
): Layer[] {
  const seen = new Set<Node>(places);
  const queue = [...places];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const values = valuesOf(node);
    const found = values.map((value) => layers.get(value.name)).filter((layer) => layer !== undefined);
    if (found.length > 0) return found;
    for (const next of values.flatMap(nodesOf)) {
      if (!seen.has(next)) queue.push(next);
      seen.add(next);
    }
  }
  return [];
}
