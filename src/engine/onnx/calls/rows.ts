/** Cutting tensors along their first axis into pieces for single runs, and joining what comes back. */
import { CamlineError } from '../../../errors.ts';
import { elementCount, type Tensor } from '../../../tensor/tensor.ts';
import type { Range } from '../../calls/pieces.ts';
import type { SessionTensor } from '../sessions/session.ts';

/**
 * As `pieces`, but what is left at the end goes in powers of two, 28 as 16 + 8 + 4: there are few sizes of runs, so that it can be
 * checked that each gives the same bytes.
 */
export function halvingPieces(count: number, size: number): Range[] {
  const all: Range[] = [];
  for (let from = 0; from < count; from = all.at(-1)!.to) {
    const left = count - from;
    all.push({ from, to: from + (left >= size ? size : 2 ** Math.floor(Math.log2(left))) });
  }
  return all;
}

/** Rows `from` to `to` of the first axis, as a view. */
export function rowsOf(whole: SessionTensor, { from, to }: Range): SessionTensor {
  const rest = whole.shape.slice(1);
  const size = elementCount(rest);
  if (from === 0 && to === whole.shape[0]) return whole;
  // The union's members differ in the array alone, and a view keeps its kind.
  return {
    ...whole,
    data: whole.data.subarray(from * size, to * size),
    shape: [to - from, ...rest],
  } as SessionTensor;
}

/** One behind the other along the first axis; a single part is handed on without a copy. */
export function joinRows(parts: readonly SessionTensor[]): SessionTensor {
  const [first, ...others] = parts;
  if (first === undefined)
    throw new CamlineError('INTERNAL', 'Expected at least one part to join, received none.');
  if (others.length === 0) return first;
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const shape = [count, ...first.shape.slice(1)];
  const data = first.data.slice(0, 0);
  const joined = new (data.constructor as new (length: number) => typeof data)(elementCount(shape));
  let at = 0;
  for (const part of parts) {
    // Parts come from one output, so their arrays are of one kind.
    (joined as Float32Array).set(part.data as Float32Array, at);
    at += part.data.length;
  }
  return { ...first, data: joined, shape } as SessionTensor;
}

/** `count` copies one behind the other along the first axis. */
export const repeatedRows = (part: SessionTensor, count: number): SessionTensor =>
  joinRows(new Array<SessionTensor>(count).fill(part));

export const float32 = ({ data, shape }: Tensor): SessionTensor => ({ type: 'float32', data, shape });

export const int64 = (values: readonly number[]): SessionTensor => ({
  type: 'int64',
  data: BigInt64Array.from(values, BigInt),
  shape: [values.length],
});

/** A result as float32. Throws INTERNAL for another type, which a derived graph does not have. */
export function asTensor(result: SessionTensor | undefined, name: string): Tensor {
  if (result?.type === 'float32') return { data: result.data, shape: result.shape };
  throw new CamlineError(
    'INTERNAL',
    `Expected output "${name}" as float32, received ${result?.type ?? 'nothing'}.`,
  );
}
