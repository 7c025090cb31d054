import { elementCount, slice, type Tensor } from '../tensor/tensor.ts';
import { ranges } from './batches.ts';
import { joinExplanations } from './joinExplanations.ts';
import type { Explanation } from './types.ts';

/** Which images of a call are sent. */
export interface Part {
  /** Number of the first. */
  readonly from: number;
  /** How many the whole call has. */
  readonly of: number;
}

const imageAxes = 4;

export type ExplainPart = (input: Tensor, part?: Part) => Promise<Explanation[]>;

/**
 * Sends many images to the model's thread batch by batch, one batch ahead: it is copied while the thread computes the one before,
 * and a call of a thousand images needs memory for two batches of copies. Options of all images go with each part, so that the
 * first one finds what is wrong with any.
 *
 * @param input [n, C, H, W]; what is no such tensor goes to the thread whole, which says what was expected
 */
export async function explainInBatches(
  input: Tensor,
  batch: number,
  explain: ExplainPart,
): Promise<Explanation[]> {
  const { data, shape } = input;
  const of = shape[0] ?? 0;
  if (!(of > batch) || shape.length !== imageAxes || data.length !== elementCount(shape))
    return explain(input);
  const send = ([from, to]: readonly [number, number]): Promise<Explanation[]> => {
    const answer = explain(slice(input, from, to), { from, of });
    // Where an earlier part fails, nobody waits for this one.
    answer.catch(() => undefined);
    return answer;
  };
  const [first, ...others] = ranges(of, batch);
  const done: Explanation[][] = [];
  let sent = send(first!);
  for (const range of others) {
    const next = send(range);
    done.push(await sent);
    sent = next;
  }
  done.push(await sent);
  return joinExplanations(done);
}
