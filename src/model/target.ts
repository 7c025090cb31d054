/** d(target)/d(logits) of one row: what a backward pass starts from. */
import { softmax } from '../tensor/softmax.ts';
import type { TargetRule } from '../methods/method.ts';

type Seed = (logits: Float32Array, classIndex: number) => Float32Array;

const comparedClasses = 3;
const comparisonStrength = 1;
const epsilon = 1e-9;

/** One-hot: the target is the logit of the class. */
const logitSeed: Seed = (logits, classIndex) => {
  const seed = new Float32Array(logits.length);
  seed[classIndex] = 1;
  return seed;
};

/**
 * T = N / (S + 1e-9), N = sum_j p_j (z_t - z_cj), S = sum_j p_j, p = softmax(z), over the three classes c1..c3 whose
 * logits are nearest to that of class t (fewer where there are no more). The gradient flows through p:
 * dp_j/dz_i = p_j ([i = j] - p_i).
 *
 * @source Zhang et al., Finer-CAM, CVPR 2025, eq. 5; weights p as in the reference library
 */
const finerSeed: Seed = (logits, classIndex) => {
  const probabilities = softmax(logits);
  const others = nearestClasses(logits, classIndex);
  const gap = (other: number): number => logits[classIndex]! - comparisonStrength * logits[other]!;
  const share = others.reduce((sum, other) => sum + probabilities[other]!, 0) + epsilon;
  const value = others.reduce((sum, other) => sum + probabilities[other]! * gap(other), 0) / share;
  const seed = new Float64Array(logits.length);
  for (const other of others) {
    const weight = probabilities[other]! / share;
    seed[classIndex]! += weight;
    seed[other]! -= comparisonStrength * weight;
    // Through p_j, with the quotient rule: (gap_j - T) dp_j / S.
    const pull = (gap(other) - value) * weight;
    seed[other]! += pull;
    for (let index = 0; index < seed.length; index++) seed[index]! -= pull * probabilities[index]!;
  }
  return Float32Array.from(seed);
};

function nearestClasses(logits: Float32Array, classIndex: number): number[] {
  const distance = (index: number): number => Math.abs(logits[index]! - logits[classIndex]!);
  return Array.from(logits.keys())
    .filter((index) => index !== classIndex)
    .sort((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, comparedClasses);
}

/** Seed [K] of a row, by the method's target. */
export const targetSeeds: Readonly<Record<TargetRule, Seed>> = { logit: logitSeed, finer: finerSeed };
