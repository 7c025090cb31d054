import { CamlineError } from '../../../errors.ts';
import { namedOutput, notesOnOthers } from '../../calls/outputs.ts';
import { dependents } from '../graphs/cut.ts';
import type { Graph, Value } from '../ir/graph.ts';
import { shapeText } from '../ir/shapeText.ts';

export interface ChosenLogits {
  /** float32; as many scores an image as `classCountOf` says. */
  readonly logits: Value;
  readonly notes: readonly string[];
}

/**
 * The output called `wanted`, or the first that holds class scores: float32 [n, K], also [n, K, 1, 1] and, of one class,
 * [n]. Throws MODEL_UNSUPPORTED, saying what was found, and CONFIG_INVALID for a name that no output has.
 */
export function chooseLogits(graph: Graph, wanted: string | null): ChosenLogits {
  const named = wanted === null ? graph.outputs : [namedOutput(graph.outputs, wanted)];
  const ofImages = dependents(graph, graph.inputs.slice(0, 1));
  const considered = named.filter((output) => ofImages.has(output));
  if (considered.length === 0) throw unchanging(named);
  const logits = considered.find((output) => classCountOf(output) !== null);
  if (logits === undefined) {
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected an output of class scores, float32 [n, K]; the graph gives ${considered.map(described).join(', ')}. ` +
        'Only image classifiers can be explained.',
    );
  }
  const outputs = [...new Set(considered)];
  return { logits, notes: wanted === null ? notesOnOthers(outputs, logits) : [] };
}

const unchanging = (outputs: readonly Value[]): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `Expected an output that depends on the image; ${outputs.map(described).join(', ')} is the same for every image. ` +
      'Only image classifiers can be explained.',
  );

/** K of class scores; null for what is none. Behind the images at most one axis has more than one element. */
export function classCountOf({ type, shape }: Value): number | null {
  const [first, ...rest] = shape ?? [];
  if (type !== 'float32' || first === undefined || (typeof first === 'object' && first.perImage !== 1))
    return null;
  // [n] is one score an image; [K] a batch of one that was squeezed away.
  if (rest.length === 0) return typeof first === 'number' ? first : 1;
  const large = rest.filter((size) => size !== 1);
  const [count = 1] = large;
  return large.length <= 1 && typeof count === 'number' && count > 0 ? count : null;
}

const described = ({ name, type, shape }: Value): string =>
  `"${name}" ${type ?? 'unknown'} ${shapeText(shape ?? [])}`;
