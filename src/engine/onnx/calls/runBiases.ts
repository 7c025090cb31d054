import type { Tensor } from '../../../tensor/tensor.ts';
import type { BiasMaps } from '../../engine.ts';
import { pieces } from '../../calls/pieces.ts';
import type { BiasGraph } from '../graphs/biasGraph.ts';
import type { Value } from '../ir/graph.ts';
import { inOrder } from './inOrder.ts';
import { asTensor, float32, joinRows, rowsOf } from './rows.ts';
import type { Opened } from './sessionCache.ts';

/** Input gradients and bias maps of `images` [n, C, H, W], `batch` images a run. */
export async function runBiases(
  { derived, session }: Opened<BiasGraph>,
  images: Tensor,
  seed: Tensor,
  batch: number,
): Promise<BiasMaps> {
  const all = [
    [derived.input, float32(images)],
    [derived.seed, float32(seed)],
  ] as const;
  const read = all.filter(([input]) => derived.graph.inputs.includes(input));
  const runs = await inOrder(pieces(seed.shape[0]!, batch), (range) =>
    session.run(Object.fromEntries(read.map(([input, rows]) => [input.name, rowsOf(rows, range)]))),
  );
  const joined = ({ name }: Value): Tensor => asTensor(joinRows(runs.map((run) => run[name]!)), name);
  return { inputGradients: joined(derived.inputGradient), layers: derived.maps.map(joined) };
}
