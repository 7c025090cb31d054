import type { Graph, Value } from '../ir/graph.ts';

/** A single logit z says yes or no. It becomes two: -z for class 0, z for class 1. */
export function splitSingleLogit(graph: Graph): boolean {
  const z = graph.outputs[0]!;
  const [batch, count] = z.shape!;
  if (count !== 1) return false;
  const made = (opType: string, inputs: readonly Value[], classes: number): Value => {
    const output = graph.fresh(`${z.name}/${opType}:0`);
    output.type = z.type;
    output.shape = [batch!, classes];
    const attributes = opType === 'Concat' ? { axis: { kind: 'int', value: 1 } as const } : {};
    graph.add({ opType, name: `${z.name}/${opType}`, inputs, attributes }, [output]);
    return output;
  };
  graph.outputs = [made('Concat', [made('Neg', [z], 1), z], 2)];
  return true;
}
