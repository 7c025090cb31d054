import type { Tensor } from '../../../tensor/tensor.ts';
import { slice } from '../../../tensor/tensor.ts';
import type { BiasMaps } from '../../engine.ts';
import { pieces } from '../../calls/pieces.ts';
import { numberOf, type Network, type NetworkNode } from '../network/network.ts';
import { asTensor, download, downloadMaps, fromMaps, joined, type HostTensor } from '../run/hostTensor.ts';
import { inTidy } from '../run/inTidy.ts';
import { tf } from '../tf.ts';
import { gradientOf } from './gradients.ts';
import type { CallNetwork } from './network.ts';

/** Denominator of every scaling, absolute. */
const scaleEpsilon = 1e-7;

/** Input gradients and bias maps of `images` [n, C, H, W]: one forward and one backward pass of `batch` images a run. */
export function runBiases(network: CallNetwork, images: Tensor, seed: Tensor): BiasMaps {
  const cut = network.cuts.ofImage;
  const runs = pieces(images.shape[0]!, network.batch).map(({ from, to }) =>
    inTidy(() => {
      const maps = new Map<string, HostTensor>();
      const tap = (node: NetworkNode, gradient: tf.Tensor4D): void => {
        const bias = biasOf(node, network.device.network);
        if (bias !== null)
          maps.set(
            node.name,
            inTidy(() => download(biasMap(gradient, bias))),
          );
      };
      const kept = new Map([[cut.layer, fromMaps(slice(images, from, to))]]);
      const given = { kept, seed: slice(seed, from, to), mode: { guided: false, tap } };
      const gradient = gradientOf(network, cut, given, { from: 0, to: to - from });
      return { maps, gradient: downloadMaps(gradient) };
    }),
  );
  const names = cut.tail.map(({ name }) => name).filter((name) => runs[0]!.maps.has(name));
  const all = runs.map(({ gradient: { data, shape } }) => ({ type: 'float32' as const, data, shape }));
  return {
    inputGradients: asTensor(joined(all)),
    layers: names.map((name) => asTensor(joined(runs.map(({ maps }) => maps.get(name)!)))),
  };
}

/** sum_k scale(|b_k G_k|) of G [n, h, w, C], scale(M) = (M - min M) / (1e-7 + max(M - min M)) over rows and columns. */
function biasMap(gradient: tf.Tensor4D, bias: Float32Array): tf.Tensor {
  const magnitude = tf.abs(tf.mul(gradient, tf.tensor1d(bias)));
  const raised = tf.sub(magnitude, tf.min(magnitude, [1, 2], true));
  const scaled = tf.div(raised, tf.add(tf.max(raised, [1, 2], true), scaleEpsilon));
  return tf.sum(scaled, 3);
}

/** What the layer adds to each channel; null where that is no constant. */
function biasOf(node: NetworkNode, { constants }: Network): Float32Array | null {
  const values = node.inputs.map((input) => constants.get(input)?.data);
  if (!node.op.startsWith('FusedBatchNorm')) return floats(values[2]);
  const [gamma, beta, mean, variance] = values.slice(1).map(floats);
  if (!gamma || !beta || !mean || !variance) return null;
  const epsilon = numberOf(node, 'epsilon', 1e-3);
  return beta.map((value, k) => value - (gamma[k]! * mean[k]!) / Math.sqrt(variance[k]! + epsilon));
}

const floats = (values: HostTensor['data'] | undefined): Float32Array | null =>
  values instanceof Float32Array ? values : null;
