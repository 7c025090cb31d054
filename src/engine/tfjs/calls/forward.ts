import type { Tensor } from '../../../tensor/tensor.ts';
import { slice } from '../../../tensor/tensor.ts';
import { pieces } from '../../calls/pieces.ts';
import { execute } from '../run/execute.ts';
import { asTensor, download, joined, uploadMaps, type HostTensor } from '../run/hostTensor.ts';
import { inTidy } from '../run/inTidy.ts';
import type { CallNetwork } from './network.ts';

/** By tensor of the network, rows of all images. */
export type Kept = ReadonlyMap<string, HostTensor>;

export interface ForwardRun {
  /** [n, K] */
  readonly logits: Tensor;
  readonly kept: Kept;
}

/**
 * Logits and `tensors` of `images` [n, C, H, W]. What is kept lies in this thread's memory: callers let go of forward passes
 * without saying so, and the device frees nothing by itself.
 */
export function runForward(
  { device, batch, cuts }: CallNetwork,
  images: Tensor,
  tensors: readonly string[],
): ForwardRun {
  const { input } = device.network;
  const fetched = tensors.filter((tensor) => tensor !== input.name);
  const plan = cuts.forward(fetched);
  const runs = pieces(images.shape[0]!, batch).map(({ from, to }) =>
    inTidy(() => {
      const given = uploadMaps(slice(images, from, to));
      const results = execute(device, plan, [given]).map(download);
      return tensors.length === fetched.length ? results : [...results, download(given)];
    }),
  );
  const names = tensors.length === fetched.length ? fetched : [...fetched, input.name];
  const all = ['', ...names].map((_, index) => joined(runs.map((run) => run[index]!)));
  const [logits, ...rest] = all as [HostTensor, ...HostTensor[]];
  return { logits: asTensor(logits), kept: new Map(names.map((name, index) => [name, rest[index]!])) };
}
