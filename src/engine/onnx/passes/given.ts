import { CamlineError } from '../../../errors.ts';
import type { Node, Value } from '../ir/graph.ts';

/** An input that the operation's definition requires. */
export function given(node: Node, index: number): Value {
  const value = node.input(index);
  if (value !== null) return value;
  throw new CamlineError('MODEL_INVALID', `${node.opType} (node "${node.name}") lacks its input ${index}.`);
}
