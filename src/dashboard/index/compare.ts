/** Two runs side by side: images of the same key. */
import { numberOf, type Database, type Row } from './database.ts';

export interface Comparison {
  /** Explained in both. */
  readonly both: number;
  /** Of these, with another first class. */
  readonly changed: number;
  /** Mean change of the first class's probability where the class is the same; null where there is none. */
  readonly confidence: number | null;
}

export interface MovedImage {
  readonly key: string;
  readonly left: ImageSide;
  readonly right: ImageSide;
  /** Distance between the two centres of mass, as a share of the picture's side; null where a map is flat. */
  readonly moved: number | null;
}

interface ImageSide {
  readonly shard: number;
  readonly generation: number;
  readonly predicted: number;
  readonly probability: number;
}

const joined = `images a JOIN images b ON b.run = $2 AND b.key = a.key AND b.ok WHERE a.run = $1 AND a.ok`;

export async function compareRuns(database: Database, left: number, right: number): Promise<Comparison> {
  const [row] = await database.rows(
    `SELECT count(*) AS both_ok, count(*) FILTER (a.predicted <> b.predicted) AS changed,
       avg(b.probability - a.probability) FILTER (a.predicted = b.predicted) AS confidence FROM ${joined}`,
    [left, right],
  );
  return {
    both: Number(row?.['both_ok']),
    changed: Number(row?.['changed']),
    confidence: numberOf(row, 'confidence'),
  };
}

/** Those whose map's centre moved most, of maps of one method for the same class. */
export async function movedImages(
  database: Database,
  left: number,
  right: number,
  method: string,
  most: number,
): Promise<MovedImage[]> {
  const rows = await database.rows(
    `SELECT a.key, a.shard AS ls, a.generation AS lg, a.predicted AS lp, a.probability AS lq,
       b.shard AS rs, b.generation AS rg, b.predicted AS rp, b.probability AS rq,
       sqrt((m.x - n.x) * (m.x - n.x) + (m.y - n.y) * (m.y - n.y)) AS moved
     FROM images a
     JOIN images b ON b.run = $2 AND b.key = a.key AND b.ok
     JOIN maps m ON m.run = a.run AND m.position = a.position AND m.method = $3 AND m.slot = 0
     JOIN maps n ON n.run = b.run AND n.position = b.position AND n.method = $3 AND n.slot = 0 AND n.class = m.class
     WHERE a.run = $1 AND a.ok ORDER BY moved DESC NULLS LAST, a.position LIMIT ${most}`,
    [left, right, method],
  );
  return rows.map((row) => ({
    key: String(row['key']),
    left: side(row, 'l'),
    right: side(row, 'r'),
    moved: numberOf(row, 'moved'),
  }));
}

const side = (row: Row, which: 'l' | 'r'): ImageSide => ({
  shard: Number(row[`${which}s`]),
  generation: Number(row[`${which}g`]),
  predicted: Number(row[`${which}p`]),
  probability: Number(row[`${which}q`]),
});
