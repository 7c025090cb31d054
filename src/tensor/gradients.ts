import type { Tensor } from './tensor.ts';

/** G [C, h, w] of one image and class. */
export interface Gradients extends Tensor {
  /**
   * The value of each channel, [C], where it is the same at every position, as behind global pooling and a linear layer; else
   * null. What reads this instead of `data` spares the positions.
   */
  readonly ofChannels: Float32Array | null;
}

/** Gradients that may change over positions. */
export const everywhere = ({ data, shape }: Tensor): Gradients => ({ data, shape, ofChannels: null });

/** Gradients that are the same at every position of a channel; `data` is made when it is first read. */
export class ChannelGradients implements Gradients {
  readonly ofChannels: Float32Array;
  readonly shape: readonly [channels: number, rows: number, columns: number];
  private values: Float32Array | null = null;

  constructor(ofChannels: Float32Array, shape: ChannelGradients['shape']) {
    this.ofChannels = ofChannels;
    this.shape = shape;
  }

  get data(): Float32Array {
    return (this.values ??= overPositions(this.ofChannels, this.shape[1] * this.shape[2]));
  }
}

/** Each value of [..., C] at every position: [..., C, positions]. */
export function overPositions(values: Float32Array, positions: number): Float32Array {
  const out = new Float32Array(values.length * positions);
  for (let channel = 0; channel < values.length; channel++)
    out.fill(values[channel]!, channel * positions, (channel + 1) * positions);
  return out;
}
