import { CamlineError } from '../../../errors.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { shapeText } from '../ir/shapeText.ts';

/**
 * The first float32 output [n, K]. Throws MODEL_UNSUPPORTED, saying what was found.
 */
export function chooseLogits(graph: Graph): { readonly logits: Value; readonly notes: readonly string[] } {
  const candidates = graph.outputs.filter(isClassScores);
  const [logits] = candidates;
  if (logits === undefined) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected an output of class scores, float32 [n, K]; the graph gives ${graph.outputs.map(described).join(', ')}. ` +
        'Only image classifiers can be explained.',
    );
  }
  if (graph.outputs.length === 1) return { logits, notes: [] };
  const note = `The file has ${graph.outputs.length} outputs; "${logits.name}" is taken as the class scores.`;
  return { logits, notes: [note] };
}

const isClassScores = ({ type, shape }: Value): boolean =>
  type === 'float32' && shape?.length === 2 && typeof shape[1] === 'number' && shape[1] > 0;

const described = ({ name, type, shape }: Value): string =>
  `"${name}" ${type ?? 'unknown'} ${shapeText(shape ?? [])}`;
