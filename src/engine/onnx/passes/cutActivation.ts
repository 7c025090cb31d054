import type { ModelFacts } from '../../engine.ts';
import { float32Values } from '../grad/constants.ts';
import type { Dim, Graph, Node, Value } from '../ir/graph.ts';

type RemovedActivation = ModelFacts['removedActivation'];

const activations: Readonly<Record<string, NonNullable<RemovedActivation>>> = {
  Softmax: 'softmax',
  LogSoftmax: 'logsoftmax',
  Sigmoid: 'sigmoid',
};
const reshaping: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/**
 * Removes a softmax or sigmoid that ends the graph, also in front of mere reshaping, and a `Clip` behind it that keeps a
 * logarithm of probabilities finite (Keras's 1e-7 to 1 - 1e-7), so that the output is raw scores.
 */
export function cutActivation(graph: Graph): RemovedActivation {
  const end = lastComputation(graph.outputs[0]!);
  const clip = end?.opType === 'Clip' ? end : null;
  const last = clip === null ? end : lastComputation(clip.inputs[0]!);
  const kind = last === null ? undefined : activations[last.opType];
  if (last === null || kind === undefined || !runsOverClasses(last)) return null;
  if (clip !== null && !barelyClips(clip, ranges[kind])) return null;
  for (const node of clip === null ? [last] : [last, clip]) {
    graph.replaceUses(node.outputs[0]!, node.inputs[0]!);
    graph.remove(new Set([node]));
  }
  return kind;
}

/** What makes `output`, mere reshaping left out; null for an input or a constant. */
export function lastComputation(output: Value): Node | null {
  let { producer } = output;
  while (producer !== null && reshaping.has(producer.opType)) producer = producer.inputs[0]?.producer ?? null;
  return producer;
}

/** What each may give. */
const ranges = { softmax: [0, 1], sigmoid: [0, 1], logsoftmax: [-Infinity, 0] } as const;

/** Of a probability, what a clip may take away. */
const clipped = 1e-3;

/** Whether next to nothing of the range is cut off; bounds that are computed are not known. */
function barelyClips(clip: Node, [least, most]: readonly [number, number]): boolean {
  const low = boundOf(clip.input(1), -Infinity);
  const high = boundOf(clip.input(2), Infinity);
  const floor = Number.isFinite(least) ? least : Math.log(clipped);
  return low <= floor + (Number.isFinite(least) ? clipped : 0) && high >= most - clipped;
}

function boundOf(bound: Value | null, absent: number): number {
  if (bound === null) return absent;
  return bound.constant?.type === 'float32' ? (float32Values(bound.constant)[0] ?? NaN) : NaN;
}

/**
 * Over the only axis that holds classes: [n, K], or [n, K, 1, 1], one row an image: of two rows an image, [2n, K / 2], each
 * would be a group of classes with a softmax of its own. A sigmoid has no axis.
 */
function runsOverClasses(node: Node): boolean {
  const shape = node.inputs[0]?.shape ?? null;
  if (node.opType === 'Sigmoid') return true;
  if (shape === null) return false;
  const axis = node.int('axis', -1);
  const over = axis < 0 ? axis + shape.length : axis;
  const isImages = (dim: Dim): boolean => typeof dim === 'object' && dim.perImage === 1;
  return (
    typeof shape[over] === 'number' &&
    shape.every((dim, index) => index === over || dim === 1 || isImages(dim))
  );
}
