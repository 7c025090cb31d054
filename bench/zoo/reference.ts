/** PyTorch's answers for one architecture: reference.json describes tensors in reference.f32 (raw little-endian float32). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';

export type Answer = 'logits' | 'activations' | 'gradcam' | 'layercam' | 'saliency' | 'scorecam';

interface ReferenceFile {
  readonly classes: readonly number[];
  readonly tensors: Readonly<
    Record<Answer | 'input', { readonly offset: number; readonly shape: readonly number[] }>
  >;
  readonly spread: Partial<Record<Answer, number>>;
}

export interface Reference {
  /** Target class of each image. */
  readonly classes: readonly number[];
  tensor(name: Answer | 'input'): Tensor;
  /** How far PyTorch's own answer moves in float64, and for inputs within 1e-6 of it; 0 where that is not known. */
  spread(name: Answer): number;
}

export function readReference(folder: string): Reference {
  const file = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as ReferenceFile;
  const bytes = readFileSync(join(folder, 'reference.f32'));
  return {
    classes: file.classes,
    tensor(name) {
      const { offset, shape } = file.tensors[name];
      const from = bytes.byteOffset + offset * Float32Array.BYTES_PER_ELEMENT;
      return { data: new Float32Array(bytes.buffer.slice(from, from + elementCount(shape) * 4)), shape };
    },
    spread: (name) => file.spread[name] ?? 0,
  };
}
