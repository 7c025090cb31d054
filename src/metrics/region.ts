/** Where the object is, in pixels of the picture that the network sees. */
import { CamlineError } from '../errors.ts';

export type Region =
  /** Left, top, width, height; what lies beyond the picture is cut off. */
  | { readonly box: readonly [x: number, y: number, width: number, height: number] }
  /** [rows * columns], 1 inside. */
  | { readonly mask: Uint8Array };

/** [rows * columns], 1 inside. Throws INPUT_INVALID for a mask of another size. */
export function regionMask(region: Region, rows: number, columns: number): Uint8Array {
  if ('mask' in region) return checkedMask(region.mask, rows, columns);
  const mask = new Uint8Array(rows * columns);
  const [x, y, width, height] = region.box;
  const [left, right] = [clamp(Math.round(x), columns), clamp(Math.round(x + width), columns)];
  const [top, bottom] = [clamp(Math.round(y), rows), clamp(Math.round(y + height), rows)];
  for (let row = top; row < bottom; row++) mask.fill(1, row * columns + left, row * columns + right);
  return mask;
}

const clamp = (value: number, size: number): number => Math.min(Math.max(value, 0), size);

function checkedMask(mask: Uint8Array, rows: number, columns: number): Uint8Array {
  if (mask.length === rows * columns) return mask;
  throw new CamlineError(
    'INPUT_INVALID',
    `Expected a mask of ${rows} x ${columns} pixels, received ${mask.length} values.`,
  );
}
