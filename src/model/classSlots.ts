import type { MapRow } from './types.ts';

export interface NumberedRow {
  readonly row: MapRow;
  readonly index: number;
}

/** Rows in groups with at most one row of each image: a backward pass can serve such a group. */
export function classSlots(rows: readonly MapRow[]): NumberedRow[][] {
  const slots: NumberedRow[][] = [];
  const seen = new Map<number, number>();
  rows.forEach((row, index) => {
    const slot = seen.get(row.image) ?? 0;
    seen.set(row.image, slot + 1);
    (slots[slot] ??= []).push({ row, index });
  });
  return slots;
}
