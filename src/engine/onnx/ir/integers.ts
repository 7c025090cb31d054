/** Integers of a graph (axes, sizes, pads) as numbers. */
import { elementCount } from '../../../tensor/tensor.ts';
import type { Constant, Value } from './graph.ts';

/**
 * Files write "to the end" as the largest int64: what a number cannot hold becomes the largest number that it holds
 * exactly, which no size reaches either.
 */
export function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  if (value < BigInt(Number.MIN_SAFE_INTEGER)) return Number.MIN_SAFE_INTEGER;
  return Number(value);
}

/** Values of an int64 or int32 constant, or null for another type. */
export function integersOf(constant: Constant): readonly number[] | null {
  const { type, shape, bytes } = constant;
  if (type !== 'int64' && type !== 'int32') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: elementCount(shape) }, (_, index) =>
    type === 'int64' ? safeNumber(view.getBigInt64(index * 8, true)) : view.getInt32(index * 4, true),
  );
}

/** Values of an integer input (pads, a target shape); null where it is left out, computed, or of another type. */
export const constantIntegers = (value: Value | null): readonly number[] | null =>
  value === null || value.constant === null ? null : integersOf(value.constant);

export const integersConstant = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Constant => ({ type: 'int64', shape, bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) });
