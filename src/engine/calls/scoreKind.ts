/** What class scores are, by what the file gives for different images: an activation need not be a node called Softmax. Pure. */
import type { ModelFacts } from '../engine.ts';

/**
 * 'share': none is negative, and those of an image add up to 1, or to 100. 'fraction': each lies in 0 … 1.
 * 'raw': neither.
 */
export type ScoreKind = 'share' | 'fraction' | 'raw';

/** As a share of the sum. */
const rounding = 1e-3;

/** @param scores [n, classCount], of the images that the file was tried with */
export function scoreKind(scores: Float32Array, classCount: number): ScoreKind {
  if (scores.some((score) => score < -1e-6)) return 'raw';
  if (classCount > 1 && [1, 100].some((total) => addUpTo(total, scores, classCount))) return 'share';
  return scores.every((score) => score <= 1) ? 'fraction' : 'raw';
}

function addUpTo(total: number, scores: Float32Array, classCount: number): boolean {
  for (let start = 0; start < scores.length; start += classCount) {
    const sum = scores.subarray(start, start + classCount).reduce((all, score) => all + score, 0);
    if (!(Math.abs(sum - total) <= rounding * total)) return false;
  }
  return true;
}

/** How a file's class scores end. */
export interface ScoreEnd {
  /** Of what the file gives. */
  readonly kind: ScoreKind;
  readonly removed: ModelFacts['removedActivation'];
  /** Whether the file has a single score, which was made into two logits. */
  readonly isSingle: boolean;
  /** The operation that computes the scores once the activation is cut off, by the engine's own name; '' where there is none. */
  readonly operation: string;
}

/** What makes probabilities of the scores. */
export function probabilityOf({
  kind,
  removed,
  isSingle,
}: Omit<ScoreEnd, 'operation'>): ModelFacts['probability'] {
  if (isSingle || removed === 'sigmoid') return 'sigmoid';
  return removed === null && kind === 'share' ? 'share' : 'softmax';
}

/** What gives numbers in 0 … 1, whatever it is given, or often does: names of ONNX and of TensorFlow. */
const squashing: ReadonlySet<string> = new Set([
  'Clip',
  'ClipByValue',
  'Div',
  'HardSigmoid',
  'Minimum',
  'RealDiv',
  'Relu6',
  'Sigmoid',
  'Softmax',
]);

/** What users should know of scores that are no raw ones. */
export function scoreNotes({ kind, removed, operation }: Omit<ScoreEnd, 'isSingle'>): readonly string[] {
  if (removed !== null) return removed === 'softmax' && operation === 'Softmax' ? [softmaxTwice] : [];
  if (kind === 'share') return [shares];
  return kind === 'fraction' && squashing.has(operation) ? [fractionsOf(operation)] : [];
}

const softmaxTwice =
  'The file applies a softmax to the result of another. The outer one is cut off: maps explain what the inner one gives.';
const shares =
  'The class scores add up to the same for every image: they are taken as the probabilities that they are, and maps explain ' +
  'them. Export the network without its last activation to explain raw scores.';
const fractionsOf = (operation: string): string =>
  `The class scores end in ${operation} and lie between 0 and 1, but do not add up to 1. Maps explain them as they are; the ` +
  'probabilities shown are computed from them as from raw scores, and are not those that the network was trained for. ' +
  'Export it without its last activation.';
