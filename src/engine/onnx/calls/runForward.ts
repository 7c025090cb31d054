import { isFinite } from '../../../tensor/isFinite.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { pieces, type Range } from '../../calls/pieces.ts';
import type { ForwardGraph } from '../graphs/forwardGraph.ts';
import { rowsPerImage } from '../graphs/frontier.ts';
import type { Value } from '../ir/graph.ts';
import type { SessionTensor } from '../sessions/session.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, float32, joinRows, rowsOf } from './rows.ts';
import type { Opened } from './sessionCache.ts';

/** A tensor that crosses a cut, of all images of a forward pass. */
export interface Kept {
  readonly tensor: SessionTensor;
  readonly rowsPerImage: number | 'shared';
}

export interface ForwardRun {
  /** [n, K] */
  readonly logits: Tensor;
  /** Whether the sum of each image is a finite number: if so, all of its values are. */
  readonly finite: boolean;
  /** By tensor of the model. */
  readonly kept: ReadonlyMap<Value, Kept>;
}

/** @param batch images per run; 1 where the model takes no more */
export async function runForward(
  { derived, session }: Opened<ForwardGraph>,
  images: Tensor,
  { batch, batched }: { readonly batch: number; readonly batched: boolean },
): Promise<ForwardRun> {
  const input = float32(images);
  const runs = await inOrder(pieces(images.shape[0]!, batch), (range) =>
    session.run({ [derived.input.name]: rowsOf(input, range) }),
  );
  const keep = (value: Value, copy: Value): Kept => {
    if (copy === derived.input) return { tensor: input, rowsPerImage: 1 };
    const parts = runs.map((run) => run[copy.name]!);
    const rows = batched ? rowsPerImage(value) : (parts[0]!.shape[0] ?? 'shared');
    return { tensor: rows === 'shared' ? parts[0]! : joinRows(parts), rowsPerImage: rows };
  };
  const logits = joinRows(runs.map((run) => run[derived.logits.name]!));
  const totals = runs.map((run) => asTensor(run[derived.totals.name], derived.totals.name).data);
  return {
    logits: asTensor(logits, derived.logits.name),
    finite: totals.every(isFinite),
    kept: new Map([...derived.tensors].map(([value, copy]) => [value, keep(value, copy)])),
  };
}

/** The part that belongs to images `from` to `to`, as a view. */
export const imagesOf = ({ tensor, rowsPerImage: rows }: Kept, { from, to }: Range): SessionTensor =>
  rows === 'shared' ? tensor : rowsOf(tensor, { from: from * rows, to: to * rows });
