import type { Transform } from './geometry.ts';

/** What a photograph became on its way into the network. */
export interface Placed {
  readonly transform: Transform;
  /** The photograph's own size, pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A box of the photograph, x, y, width, height, in pixels of the network's input, the same four. Parts beyond the
 * crop stay in the numbers; whoever draws or counts cuts them off.
 */
export function networkBox(
  [x, y, boxWidth, boxHeight]: readonly [number, number, number, number],
  { transform, width, height }: Placed,
): [x: number, y: number, width: number, height: number] {
  const across = transform.resizedWidth / width;
  const down = transform.resizedHeight / height;
  return [x * across - transform.cropLeft, y * down - transform.cropTop, boxWidth * across, boxHeight * down];
}
