import type { Graph, Value } from '../ir/graph.ts';
import { toConstant } from './applyMeasurement.ts';
import type { Measurement } from './measure.ts';
import { removeDead } from './removeDead.ts';

/** What is computed from constants alone becomes one. */
export function foldConstants(graph: Graph, { probes: [probe] }: Measurement): boolean {
  const folded: Value[] = [];
  for (const node of graph.nodes) {
    const isFixed = node.inputs.every((input) => input === null || input.constant !== null);
    for (const output of isFixed ? [...node.outputs] : []) {
      const value = probe!.values.get(output.name);
      if (value === undefined) continue;
      graph.makeConstant(output, toConstant(value));
      folded.push(output);
    }
  }
  return removeDead(graph) || folded.length > 0;
}
