/** First and second derivatives of a tail, by the rules of ops/ and gradients/. */
import type { Tensor } from '../../../tensor/tensor.ts';
import { pieces, type Range } from '../../calls/pieces.ts';
import { plain } from '../ops/modes.ts';
import type { OpMode } from '../ops/op.ts';
import type { Cut } from '../run/cut.ts';
import { execute } from '../run/execute.ts';
import { download, fromTensor, joined, uploadRows, type HostTensor } from '../run/hostTensor.ts';
import { inTidy } from '../run/inTidy.ts';
import { tf } from '../tf.ts';
import type { Kept } from './forward.ts';
import { keptAt, type CallNetwork } from './network.ts';

export interface Backward {
  readonly kept: Kept;
  /** d(target)/d(logits), [n, K] */
  readonly seed: Tensor;
  readonly mode?: OpMode;
}

/** d(sum(seed * logits))/dA as the network has it, `batch` images a run. */
export const runGradients = (network: CallNetwork, cut: Cut, given: Backward): HostTensor =>
  inRuns(network, given, (range) => download(gradientOf(network, cut, given, range)));

/** H v, H = d²(sum(seed * logits))/dA², shape of A: the gradient of sum(G * v). */
export const runHessian = (network: CallNetwork, cut: Cut, given: Backward, vector: HostTensor): HostTensor =>
  inRuns(network, given, (range) => {
    const gradient = gradientFunction(network, cut, given, range);
    const layer = uploadRows(keptAt(given.kept, cut.layer), range);
    return download(tf.grad(gradient)(layer, uploadRows(vector, range)));
  });

function inRuns({ batch }: CallNetwork, { seed }: Backward, run: (range: Range) => HostTensor): HostTensor {
  return joined(pieces(seed.shape[0]!, batch).map((range) => inTidy(() => run(range))));
}

/** G of some images, on the device. */
export function gradientOf(network: CallNetwork, cut: Cut, given: Backward, range: Range): tf.Tensor {
  const layer = uploadRows(keptAt(given.kept, cut.layer), range);
  return gradientFunction(network, cut, given, range)(layer);
}

/** From A to G. */
function gradientFunction(
  { device, cuts }: CallNetwork,
  cut: Cut,
  { kept, seed, mode = plain }: Backward,
  range: Range,
): (layer: tf.Tensor) => tf.Tensor {
  const plan = cuts.tail(cut, 'gradient');
  const beside = cut.frontier.slice(1).map((tensor) => uploadRows(keptAt(kept, tensor), range));
  const rows = uploadRows(fromTensor(seed), range);
  const logitsAt = (layer: tf.Tensor): tf.Tensor => execute(device, plan, [layer, ...beside], { mode })[0]!;
  return (layer) => tf.grad(logitsAt)(layer, rows);
}
