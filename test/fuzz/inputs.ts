import { corpus, type Seed } from './corpus.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateModel } from './mutateModel.ts';
import { Random } from './random.ts';

export interface FuzzInput extends Seed {
  readonly how: 'bytes' | 'model';
}

/** Input `index` of the run with that seed; each stands alone. */
export function fuzzInput(seed: number, index: number): FuzzInput {
  const random = new Random(Math.imul(seed, 0x9e3779b1) + index);
  // Preparing finds more than reading, and small files are quick.
  const prepared = corpus.filter(({ mode }) => mode === 'prepare');
  const start = random.of(random.below(4) > 0 ? prepared : corpus);
  const made = random.below(4) > 0 ? mutatedModel(start.bytes, random) : null;
  return {
    ...start,
    bytes: made ?? mutateBytes(start.bytes, random),
    how: made === null ? 'bytes' : 'model',
  };
}

/** Null for what cannot be written down, such as a negative number where the format has none. */
function mutatedModel(bytes: Uint8Array, random: Random): Uint8Array | null {
  try {
    return mutateModel(bytes, random);
  } catch {
    return null;
  }
}
