/** Between constants of the graph and typed arrays. */
import { CamlineError } from '../../../errors.ts';
import { elementCount } from '../../../tensor/tensor.ts';
import type { Constant, Value } from '../ir/graph.ts';
import { integersOf } from '../ir/integers.ts';

export const float32Constant = (data: Float32Array, shape: readonly number[]): Constant => ({
  type: 'float32',
  shape,
  bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

/** The values of a float32 constant, as a view where its bytes are aligned. */
export function float32Values({ type, shape, bytes }: Constant): Float32Array {
  if (type !== 'float32')
    throw new CamlineError('INTERNAL', `Expected a float32 constant, received ${type}.`);
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, elementCount(shape));
}

/**
 * The values of an integer input such as axes or pads; null where the input is left out.
 * Throws MODEL_UNSUPPORTED where it is computed at run time.
 */
export function constantIntegers(value: Value | null): readonly number[] | null {
  if (value === null) return null;
  const integers = value.constant === null ? null : integersOf(value.constant);
  if (integers !== null) return integers;
  throw new CamlineError(
    'MODEL_UNSUPPORTED',
    `Expected tensor "${value.name}" (axes, pads or sizes of an operation) to be an integer constant; ` +
      'it is computed at run time. Choose a later layer, or export the model with fixed image size.',
  );
}
