import type { ModelFacts } from '../engine/engine.ts';
import { slice, type Tensor } from '../tensor/tensor.ts';
import { ranges } from './batches.ts';
import { joinExplanations } from './joinExplanations.ts';
import { checkedCount, imageOptions } from './request.ts';
import type { Explanation, ExplainManyOptions } from './types.ts';

export type ExplainPart = (input: Tensor, options: ExplainManyOptions) => Promise<Explanation[]>;

/**
 * Sends many images to the model's thread batch by batch, one batch ahead: it is copied while the thread computes the one before,
 * and a call of a thousand images needs memory for two batches of copies. What is wrong with any image is found before the first
 * is sent; then each goes with its own options alone, because a region may be a mask as large as its image.
 *
 * @param input [n, C, H, W]
 * @throws CLASS_UNKNOWN or INPUT_INVALID, and as `explain` does
 */
export async function explainInBatches(
  model: { readonly facts: ModelFacts },
  input: Tensor,
  options: ExplainManyOptions,
  batch: number,
  explain: ExplainPart,
): Promise<Explanation[]> {
  const count = checkedCount(model, input);
  if (count <= batch) return explain(input, options);
  imageOptions(options, count, model.facts);
  const send = ([from, to]: readonly [number, number]): Promise<Explanation[]> => {
    const answer = explain(slice(input, from, to), optionsOf(options, from, to));
    // Where an earlier part fails, nobody waits for this one.
    answer.catch(() => undefined);
    return answer;
  };
  const [first, ...others] = ranges(count, batch);
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

const optionsOf = (options: ExplainManyOptions, from: number, to: number): ExplainManyOptions => ({
  ...options,
  classes: options.classes?.slice(from, to),
  compareExact: options.compareExact?.slice(from, to),
  regions: options.regions?.slice(from, to),
});
