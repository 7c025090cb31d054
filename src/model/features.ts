import type { Forward, Layer } from '../engine/engine.ts';
import { CamlineError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Feature vectors of a batch: the activations of each layer, every channel's mean over its positions; several layers behind each
 * other. Sums in float64, rounded once.
 *
 * @returns [n, channels of all layers]
 */
export function featuresOf({ activations }: Forward, layers: readonly Layer[]): Tensor {
  const parts = layers.map((layer) => {
    const given = activations.get(layer.tensor);
    if (given !== undefined) return channelMeans(given);
    throw new CamlineError('INTERNAL', `The forward pass did not keep the activations of "${layer.name}".`);
  });
  const count = parts[0]?.shape[0] ?? 0;
  const width = parts.reduce((sum, part) => sum + part.shape[1]!, 0);
  const data = new Float32Array(count * width);
  let column = 0;
  for (const { data: part, shape } of parts) {
    const channels = shape[1]!;
    for (let image = 0; image < count; image++)
      data.set(part.subarray(image * channels, (image + 1) * channels), image * width + column);
    column += channels;
  }
  return { data, shape: [count, width] };
}

/** [n, C, h, w] → [n, C] */
function channelMeans({ data, shape }: Tensor): Tensor {
  const [count = 0, channels = 0, rows = 1, columns = 1] = shape;
  const positions = rows * columns;
  const means = new Float32Array(count * channels);
  for (let at = 0; at < means.length; at++) {
    let sum = 0;
    for (let index = at * positions; index < (at + 1) * positions; index++) sum += data[index]!;
    means[at] = sum / positions;
  }
  return { data: means, shape: [count, channels] };
}
