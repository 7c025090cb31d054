import type { ElementType, Graph, Value } from '../ir/graph.ts';
import type { Shape } from '../grad/dims.ts';

/** A graph input under a name that nothing in the graph has; shape null where it is settled by each call. */
export function newInput(
  graph: Graph,
  name: string,
  shape: Shape | null,
  type: ElementType = 'float32',
): Value {
  const input = graph.fresh(name);
  input.type = type;
  input.shape = shape;
  graph.inputs.push(input);
  return input;
}
