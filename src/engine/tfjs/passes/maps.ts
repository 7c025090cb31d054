import type { Network } from '../network/network.ts';
import { opOf } from '../ops/table.ts';
import type { Measurement } from './measure.ts';

/** Tensors [n, rows, columns, channels] that count positions of the image, followed from the image on. */
export function mapsOf({ nodes, input }: Network, measurement: Measurement): ReadonlySet<string> {
  const maps = new Set([input.name]);
  for (const node of nodes) {
    const measured = measurement.get(node.name);
    const isMap =
      measured?.perImage === true &&
      measured.type === 'float32' &&
      measured.shape.length === 4 &&
      opOf(node).keepsMap &&
      node.inputs.some((tensor) => maps.has(tensor));
    if (isMap) maps.add(node.name);
  }
  return maps;
}
