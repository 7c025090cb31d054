/** Gradients behind a tail that is linear: they depend on the seed alone, so each class has one, computed once. */
import { zeros, type Tensor } from '../../../tensor/tensor.ts';

/** Beyond this the class that was not asked for longest goes. */
const mostBytes = 32 * 2 ** 20;

/** G of one class, [1, C, h, w]. */
export type GradientOfClass = (classIndex: number) => Promise<Tensor>;

/**
 * Holds one number a channel where G is the same at every position, as behind global pooling: a thousand classes then take
 * megabytes. Where it is not, that is remembered, and nothing else.
 */
export class ClassGradients {
  /** By class, the least recently used first: one value a channel. */
  private readonly known = new Map<number, Float32Array>();
  /** Classes whose G changes over positions. */
  private readonly varying = new Set<number>();

  /**
   * G of all images, one value a channel, [n, C], each as a run for that image alone gives it: results do not depend on which
   * images share a batch. Null where a row of `seed` [n, K] is no one-hot row, or where G changes over positions.
   */
  async of(seed: Tensor, channels: number, compute: GradientOfClass): Promise<Tensor | null> {
    const classes = oneHotClasses(seed);
    if (classes === null) return null;
    const gradients = zeros([classes.length, channels]);
    for (const [image, classIndex] of classes.entries()) {
      if (classIndex === null) continue;
      const values = await this.valuesOf(classIndex, compute);
      if (values === null) return null;
      gradients.data.set(values, image * channels);
    }
    return gradients;
  }

  private async valuesOf(classIndex: number, compute: GradientOfClass): Promise<Float32Array | null> {
    if (this.varying.has(classIndex)) return null;
    const values = this.known.get(classIndex) ?? perChannel(await compute(classIndex));
    this.known.delete(classIndex);
    if (values === null) {
      this.varying.add(classIndex);
      return null;
    }
    this.known.set(classIndex, values);
    const [oldest] = this.known.keys();
    if (this.known.size * values.byteLength > mostBytes) this.known.delete(oldest!);
    return values;
  }
}

/** The class of each row whose only entry is 1, null for a row of zeros; null for all where a row is neither. */
function oneHotClasses({ data, shape: [count = 0, classCount = 0] }: Tensor): (number | null)[] | null {
  const classes: (number | null)[] = [];
  for (let row = 0; row < count; row++) {
    let found: number | null = null;
    for (let index = 0; index < classCount; index++) {
      const value = data[row * classCount + index]!;
      if (value === 0) continue;
      if (value !== 1 || found !== null) return null;
      found = index;
    }
    classes.push(found);
  }
  return classes;
}

/** The value of each channel of [1, C, h, w]; null where one changes over positions. */
function perChannel({ data, shape: [, channels = 0] }: Tensor): Float32Array | null {
  const positions = data.length / channels;
  const values = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * positions;
    values[channel] = data[start]!;
    for (let index = start; index < start + positions; index++) if (data[index] !== data[start]) return null;
  }
  return values;
}
