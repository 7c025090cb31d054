/** What a golden case is held to: the reference's own map, or where that decides nothing, the reference's mended one. */
import { existsSync } from 'node:fs';
import { item, type Tensor } from '../../src/tensor/tensor.ts';
import {
  caseName,
  gate,
  readFacts,
  withTensors,
  type Golden,
  type GoldenCase,
  type TensorFile,
} from './golden.ts';

/** A map that the reference's own rounding moves by more is noise. */
const noise = 0.01;
const folder = 'test/fixtures/mended';

export interface Standard {
  /** Largest absolute difference that is allowed: the gate, or what rounding in the reference asks for. */
  readonly limit: number;
  /** Of one image: the map, and that of the other sign where the sign is undefined. */
  readonly answers: (image: number) => readonly Float32Array[];
  /** How the reference was mended; null for its own answer. */
  readonly mended: string | null;
}

interface MendedCase extends GoldenCase {
  readonly cam: string;
  readonly how: string;
}

/** How far the golden and the reference's float32 and float64 on the file's weights lie apart, as shares of the golden. */
export interface Spread {
  readonly method: string;
  readonly image: number;
  /** Of the largest absolute value. */
  readonly spread: number;
  /** Of the norm. */
  readonly norm_spread: number;
}

export interface Mended {
  readonly cases: readonly MendedCase[];
  readonly spreads: readonly Spread[];
  tensor(name: string): Tensor;
}

type MendedFile = TensorFile & Pick<Mended, 'cases' | 'spreads'>;

/** What `make.py` has written for the network; nothing where it had nothing to mend. */
export function readMended(name: string): Mended {
  if (existsSync(`${folder}/${name}.json`))
    return withTensors(folder, name, readFacts(folder, name) as MendedFile);
  return {
    cases: [],
    spreads: [],
    tensor: () => {
      throw new Error(`${name} has nothing mended`);
    },
  };
}

/** Null for a case that nothing is known of. */
export function standardOf(golden: Golden, mended: Mended, each: GoldenCase): Standard | null {
  const known = mended.cases.find((candidate) => caseName(candidate) === caseName(each));
  if (known !== undefined) {
    const answers = (image: number): Float32Array[] => mapsOf(mended, [known.cam, known.flipped], image);
    return { limit: limitOf(known), answers, mended: known.how };
  }
  if (each.error !== undefined || each.finite === false || (each.spread ?? 0) > noise) return null;
  if (each.zero === undefined && each.comparable?.includes(false)) return null;
  const answers = (image: number): Float32Array[] =>
    mapsOf(golden, [each.comparable?.[image] === false ? each.zero : each.cam, each.flipped], image);
  return { limit: limitOf(each), answers, mended: null };
}

const mapsOf = (
  { tensor }: Pick<Mended, 'tensor'>,
  names: readonly (string | undefined)[],
  image: number,
): Float32Array[] => names.filter((name) => name !== undefined).map((name) => item(tensor(name), image).data);

const limitOf = ({ spread = 0 }: GoldenCase): number => Math.max(gate, 3 * spread);
