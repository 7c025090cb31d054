/** What class scores are, by what the file gives for different images: an activation need not be a node called Softmax. */
import type { ModelFacts } from '../../engine.ts';
import type { Graph } from '../ir/graph.ts';
import { lastComputation } from './cutActivation.ts';

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

/** What makes probabilities of the scores of more classes than one. */
export function probabilityOf(
  removed: ModelFacts['removedActivation'],
  kind: ScoreKind,
): ModelFacts['probability'] {
  if (removed === 'sigmoid') return 'sigmoid';
  return removed === null && kind === 'share' ? 'share' : 'softmax';
}

/** What gives numbers in 0 … 1, whatever it is given, or often does. */
const squashing: ReadonlySet<string> = new Set(['Clip', 'Div', 'HardSigmoid', 'Sigmoid', 'Softmax']);

/**
 * What users should know of scores that are no raw ones.
 *
 * @param graph with the activation cut off already
 */
export function scoreNotes(
  graph: Graph,
  kind: ScoreKind,
  removed: ModelFacts['removedActivation'],
): readonly string[] {
  const end = lastComputation(graph.outputs[0]!)?.opType ?? '';
  if (removed !== null) return removed === 'softmax' && end === 'Softmax' ? [softmaxTwice] : [];
  if (kind === 'share') return [shares];
  return kind === 'fraction' && squashing.has(end) ? [fractionsOf(end)] : [];
}

const softmaxTwice =
  'The file applies a softmax to the result of another. The outer one is cut off: maps explain what the inner one gives.';
const shares =
  'The class scores add up to the same for every image: they are taken as the probabilities that they are, and maps explain ' +
  'them. Export the network without its last activation to explain raw scores.';
const fractionsOf = (end: string): string =>
  `The class scores end in ${end} and lie between 0 and 1, but do not add up to 1. Maps explain them as they are; the ` +
  'probabilities shown are computed from them as from raw scores, and are not those that the network was trained for. ' +
  'Export it without its last activation.';
