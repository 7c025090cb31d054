/** One floating-point type for all: half precision and double become float32. */
import { allNodes, allValues } from '../ir/allValues.ts';
import type { Attribute, Constant, ElementType, Graph, Node, Value } from '../ir/graph.ts';
import { bookkeepingOf } from './measure.ts';
import { toFloat32 } from './toFloat32.ts';

/** By ONNX's numbers, as `to` of Cast and others write them. */
const typeCodes: ReadonlyMap<number, ElementType> = new Map([
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);
const float32Code = 1;

/** Attributes that name the type of an operation's result. */
const resultTypes: ReadonlySet<string> = new Set(['to', 'dtype', 'output_dtype']);

/**
 * ONNX Runtime's kernels for the processor know half precision and double in parts only, and gradients are float32. Doubles
 * that only sizes are computed with stay: nothing else reads them.
 *
 * @param graph `Constant` nodes hoisted
 * @returns sentences for the user
 */
export function asFloat32(graph: Graph): readonly string[] {
  const found = new Set<ElementType>();
  const replaced = new Set<ElementType>(['float16', 'bfloat16', ...(computesInDouble(graph) ? doubles : [])]);
  const changes = (type: ElementType | null): boolean => {
    if (type === null || !replaced.has(type)) return false;
    found.add(type);
    return true;
  };
  for (const value of allValues(graph)) convertValue(value, changes);
  for (const node of allNodes(graph)) {
    for (const [name, attribute] of node.attributes) {
      const converted = convertAttribute(name, attribute, changes);
      if (converted !== null) node.attributes.set(name, converted);
    }
  }
  return [...found].map(
    (type) => `The file holds numbers of type ${type}; the network is computed in float32.`,
  );
}

const doubles: readonly ElementType[] = ['float64'];

type Changes = (type: ElementType | null) => boolean;

function convertValue(value: Value, changes: Changes): void {
  const { constant } = value;
  if (constant !== null) {
    if (!changes(constant.type)) return;
    value.constant = toFloat32(constant);
    value.type = 'float32';
  } else if (changes(value.type)) value.type = 'float32';
}

function convertAttribute(name: string, attribute: Attribute, changes: Changes): Attribute | null {
  if (attribute.kind === 'tensor')
    return changes(attribute.value.type) ? { kind: 'tensor', value: toFloat32(attribute.value) } : null;
  if (attribute.kind !== 'int' || !resultTypes.has(name)) return null;
  return changes(typeCodes.get(attribute.value) ?? null) ? { kind: 'int', value: float32Code } : null;
}

/** Whether anything but sizes is computed in double precision. */
function computesInDouble(graph: Graph): boolean {
  if (graph.inputs.some(({ type }) => type === 'float64')) return true;
  const bookkeeping = bookkeepingOf(graph);
  return allNodes(graph).some(
    (node) => !node.outputs.every((output) => bookkeeping.has(output)) && bringsDoubles(node),
  );
}

const bringsDoubles = (node: Node): boolean =>
  typeCodes.get(node.int('to', 0)) === 'float64' ||
  node.inputs.some((input) => isDouble(input?.constant ?? null));

const isDouble = (constant: Constant | null): boolean => constant?.type === 'float64';
