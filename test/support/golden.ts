/** Reads the reference library's answers: `NAME.json` describes tensors in `NAME.f32.gz` (raw little-endian float32). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Tensor } from '../../src/tensor/tensor.ts';

export interface GoldenCase {
  readonly layer?: string;
  readonly layers?: readonly string[];
  readonly method: string;
  readonly eigen_smooth?: boolean;
  readonly aug_smooth?: boolean;
  readonly comparable?: readonly boolean[];
  readonly cam?: string;
  readonly zero?: string;
  readonly flipped?: string;
  readonly error?: string;
  readonly finite?: boolean;
  /** How far two runs of the reference lie apart. */
  readonly spread?: number;
}

export interface GoldenAttribution {
  readonly method: string;
  readonly classes: readonly number[];
  /** Gradients that one answer needs, where it is more than one. */
  readonly steps?: number;
  /** Tensor [n, 3, H, W]. */
  readonly values: string;
}

interface GoldenFile extends TensorFile {
  readonly classes: readonly number[];
  readonly layers: readonly string[];
  readonly cases: readonly GoldenCase[];
  readonly attributions: readonly GoldenAttribution[];
}

export interface Golden extends GoldenFile {
  tensor(name: string): Tensor;
}

export const readGolden = (folder: string, name: string): Golden =>
  withTensors(folder, name, readFacts(folder, name) as GoldenFile);

/** `NAME.json` as it is. */
export const readFacts = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

export interface TensorFile {
  readonly tensors: Readonly<Record<string, { readonly offset: number; readonly shape: readonly number[] }>>;
}

/** The facts of `NAME.json` and the tensors that they tell of. */
export function withTensors<File extends TensorFile>(
  folder: string,
  name: string,
  file: File,
): File & { tensor(name: string): Tensor } {
  const bytes = gunzipSync(readFileSync(join(folder, `${name}.f32.gz`)));
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return {
    ...file,
    tensor(tensorName) {
      const entry = file.tensors[tensorName];
      if (entry === undefined) throw new Error(`${name} has no tensor "${tensorName}"`);
      const count = entry.shape.reduce((product, dim) => product * dim, 1);
      return { data: floats.slice(entry.offset, entry.offset + count), shape: entry.shape };
    },
  };
}

/** "layer4+layer3 gradcam eigen_smooth" */
export function caseName(golden: GoldenCase): string {
  const layers = golden.layers ?? [golden.layer ?? '?'];
  const flags = [golden.eigen_smooth && 'eigen_smooth', golden.aug_smooth && 'aug_smooth'].filter(Boolean);
  return [layers.join('+'), golden.method, ...flags].join(' ');
}

export const gate = 1e-4;

export function maxDifference(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) throw new Error(`${left.length} values against ${right.length}`);
  let worst = 0;
  for (let index = 0; index < left.length; index++) {
    const difference = Math.abs(left[index]! - right[index]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}
