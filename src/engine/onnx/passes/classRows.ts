import type { Graph, Value } from '../ir/graph.ts';
import { integersConstant } from '../ir/integers.ts';
import { classCountOf } from './chooseLogits.ts';

/** Class scores as [n, K], whatever axes of one element the file gives them. */
export function classRows(graph: Graph, scores: Value): Value {
  if (scores.shape!.length === 2) return scores;
  const count = classCountOf(scores)!;
  const rows = graph.fresh(`${scores.name}/rows`);
  rows.type = scores.type;
  rows.shape = [scores.shape!.length === 1 && count > 1 ? 1 : scores.shape![0]!, count];
  const target = graph.constant(`${scores.name}/shape`, integersConstant([-1, count]));
  graph.add({ opType: 'Reshape', name: `${scores.name}/Reshape`, inputs: [scores, target] }, [rows]);
  return rows;
}
