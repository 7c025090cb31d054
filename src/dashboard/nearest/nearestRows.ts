/** The rows most like one vector, of files of rows that are looked at one after the other. Pure. */
import type { Tensor } from '../../tensor/tensor.ts';

/** Where a row lies: the line of its shard's record of that generation. */
export interface RowPlace {
  readonly shard: number;
  readonly generation: number;
  readonly line: number;
}

export interface NearRow extends RowPlace {
  /** Of the angle to the vector, -1 to 1. */
  readonly cosine: number;
}

export interface NearestRows {
  /** @param rows [lines, channels]; a line of NaN or of zeros has no direction and is passed over */
  look(rows: Tensor, file: Omit<RowPlace, 'line'>): void;
  /** The nearest first; of equal ones the earlier of the data set. */
  found(): readonly NearRow[];
}

/** @param own place of the vector itself, which is left out */
export function nearestRows(vector: Float32Array, own: RowPlace, most: number): NearestRows {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  /** The nearest first. */
  const kept: NearRow[] = [];

  function keep(row: NearRow): void {
    if (kept.length === most && !isNearer(row, kept[most - 1]!)) return;
    const before = kept.findIndex((one) => isNearer(row, one));
    kept.splice(before === -1 ? kept.length : before, 0, row);
    if (kept.length > most) kept.pop();
  }

  return {
    look(rows, file) {
      const [lines = 0, channels = 0] = rows.shape;
      for (let line = 0; line < lines; line++) {
        const cosine = cosineAt(rows.data, line * channels, vector, length);
        const place = { ...file, line };
        if (Number.isFinite(cosine) && !isSame(place, own)) keep({ ...place, cosine });
      }
    },
    found: () => kept,
  };
}

/** One pass over the row, which begins at `from`. @param length of `vector` */
function cosineAt(rows: Float32Array, from: number, vector: Float32Array, length: number): number {
  let dot = 0;
  let squares = 0;
  for (let at = 0; at < vector.length; at++) {
    const value = rows[from + at]!;
    dot += value * vector[at]!;
    squares += value * value;
  }
  return dot / (length * Math.sqrt(squares));
}

const isNearer = (a: NearRow, b: NearRow): boolean =>
  a.cosine === b.cosine ? isEarlier(a, b) : a.cosine > b.cosine;

const isEarlier = (a: RowPlace, b: RowPlace): boolean =>
  a.shard === b.shard ? a.line < b.line : a.shard < b.shard;

const isSame = (a: RowPlace, b: RowPlace): boolean =>
  a.shard === b.shard && a.generation === b.generation && a.line === b.line;
