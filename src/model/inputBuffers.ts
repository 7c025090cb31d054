import { FloatPool } from '../tensor/floatPool.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Kept for later calls: a caller that waits for each answer needs one, the pipeline two. */
const mostKept = 2;

/**
 * Memory for inputs on their way to the model's thread. The caller's own array stays as it is, so each call sends a copy,
 * whose memory is moved there and comes back with the answer. Without a copy
 * of its own the whole memory behind a view would travel, however small the view.
 */
export class InputBuffers {
  private readonly pool = new FloatPool(mostKept);

  /** A copy of `input` whose memory holds nothing else. */
  copyOf({ data, shape }: Tensor): Tensor {
    const memory = this.pool.take(data.length);
    memory.set(data);
    return { data: memory, shape };
  }

  giveBack(memory: Float32Array): void {
    this.pool.giveBack(memory);
  }
}
