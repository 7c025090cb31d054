/** Derived graphs are new graphs: nodes are copied, constants share their bytes with the original. */
import type { Graph, Node, Value } from '../ir/graph.ts';

/** From a value of the original graph to the one that stands for it in the copy. */
export type Mapping = Map<Value, Value>;

/** A value of the same type, shape and constant; of the same name too, unless `into` has made another of that name. */
function copyValue(into: Graph, value: Value): Value {
  const copy = into.fresh(value.name);
  copy.type = value.type;
  copy.shape = value.shape;
  copy.constant = value.constant;
  return copy;
}

/** A graph input that stands for `value`. */
export function addInput(into: Graph, value: Value, mapping: Mapping): Value {
  const input = copyValue(into, value);
  into.inputs.push(input);
  mapping.set(value, input);
  return input;
}

/**
 * Appends copies of `nodes` (in topological order). What they read is either in `mapping`, a constant, or the output of
 * one of them; `mapping` gains their outputs.
 */
export function copyNodes(into: Graph, nodes: readonly Node[], mapping: Mapping): void {
  const copied = (value: Value): Value => {
    const known = mapping.get(value);
    if (known !== undefined) return known;
    const copy = copyValue(into, value);
    mapping.set(value, copy);
    return copy;
  };
  for (const { opType, domain, name, inputs, attributes, scopes, outputs } of nodes) {
    into.add(
      {
        opType,
        domain,
        name,
        scopes,
        attributes: Object.fromEntries(attributes),
        inputs: inputs.map((input) => (input === null ? null : copied(input))),
      },
      outputs.map(copied),
    );
  }
}
