import type { ElementType, Graph, Node, Value } from '../ir/graph.ts';

const integerTypes: ReadonlySet<ElementType | null> = new Set([
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
]);

/** Operations that only move elements about, whatever these are. */
const moves: ReadonlySet<string> = new Set([
  'Identity',
  'Transpose',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
]);

/**
 * A network that takes integers (0 to 255) and casts them to float32 first takes float32 as well: then images can be
 * masked and have gradients. Leaves an input that is computed with as integers.
 *
 * @param graph computed in float32
 * @returns sentences for the user
 */
export function takeFloatImages(graph: Graph): readonly string[] {
  const input = graph.inputs[0];
  if (input === undefined || !integerTypes.has(input.type) || !isOnlyCast(input, graph)) return [];
  const note =
    `The file takes images of type ${input.type}; the same numbers as float32 are put in instead. ` +
    'They are pixels as they are (0 to 255), so the model card must not scale them.';
  input.type = 'float32';
  return [note];
}

const isOnlyCast = (value: Value, graph: Graph): boolean =>
  value.users.size > 0 &&
  !graph.outputs.includes(value) &&
  [...value.users].every(
    (user) => castsToFloat(user) || (movesFirst(user, value) && isOnlyCast(user.outputs[0]!, graph)),
  );

const castsToFloat = (node: Node): boolean => node.opType === 'Cast' && node.int('to', 0) === 1;

const movesFirst = (node: Node, value: Value): boolean =>
  moves.has(node.opType) && node.inputs.lastIndexOf(value) === 0;
