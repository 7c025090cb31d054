/** Between a layer's tensor as the network has it and the map [n, C, h, w] that callers see. */
import { elementCount, zeros, type Tensor } from '../../tensor/tensor.ts';
import type { Layer } from '../engine.ts';
import { spatialOf } from './checks.ts';

/** The layer's tensor, of n images, as [n, C, h, w]; leading tokens are left out. */
export function asMap(raw: Tensor, layer: Layer): Tensor {
  if (isMap(layer)) return raw;
  const map = zeros([raw.shape[0]!, ...spatialOf(layer)]);
  forEachElement(map.shape, leadingTokens(layer), (inMap, inRaw) => (map.data[inMap] = raw.data[inRaw]!));
  return map;
}

/** The inverse: [n, C, h, w] in the layout of the layer's tensor, leading tokens zero. */
export function fromMap(map: Tensor, layer: Layer): Tensor {
  if (isMap(layer)) return map;
  const [count = 0, ...grid] = map.shape;
  const raw = zeros([count, ...rawShape(layer, grid)]);
  forEachElement(map.shape, leadingTokens(layer), (inMap, inRaw) => (raw.data[inRaw] = map.data[inMap]!));
  return raw;
}

/** Copies of one image's tensor `raw` [1, …], one for each of `maps` [m, C, h, w], which take the place of the map in it. */
export function withMaps(raw: Tensor, maps: Tensor, layer: Layer): Tensor {
  if (isMap(layer)) return maps;
  const [count = 0] = maps.shape;
  const copies = zeros([count, ...raw.shape.slice(1)]);
  for (let copy = 0; copy < count; copy++) copies.data.set(raw.data, copy * raw.data.length);
  forEachElement(
    maps.shape,
    leadingTokens(layer),
    (inMap, inRaw) => (copies.data[inRaw] = maps.data[inMap]!),
  );
  return copies;
}

/** Where the channels of the layer's tensor are. */
export const channelAxis = (layer: Layer): 'second' | 'last' => (isMap(layer) ? 'second' : 'last');

const isMap = ({ view }: Layer): boolean => view === null || view.kind === 'channelsFirst';

export const leadingTokens = ({ view }: Layer): number => (view?.kind === 'tokens' ? view.leading : 0);

function rawShape(layer: Layer, [channels = 0, ...positions]: readonly number[]): number[] {
  if (layer.view?.kind !== 'tokens') return [...positions, channels];
  return [layer.view.leading + elementCount(positions), channels];
}

/** Pairs of positions: in a map [n, C, h, w], and in its tensor [n, leading + h w, C]. */
function forEachElement(
  [count = 0, channels = 0, rows = 0, columns = 0]: readonly number[],
  leading: number,
  visit: (inMap: number, inRaw: number) => void,
): void {
  const positions = rows * columns;
  for (let image = 0; image < count; image++) {
    const [mapStart, rawStart] = [image * channels * positions, image * channels * (leading + positions)];
    for (let position = 0; position < positions; position++) {
      const token = rawStart + (leading + position) * channels;
      for (let channel = 0; channel < channels; channel++)
        visit(mapStart + channel * positions + position, token + channel);
    }
  }
}
