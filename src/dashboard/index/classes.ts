/** What a run says of classes. */
import { numberOf, type Database } from './database.ts';

export interface ClassRow {
  readonly index: number;
  readonly images: number;
  readonly meanProbability: number;
  /** Of those with a label; null where none has one. */
  readonly right: number | null;
}

export async function classRows(database: Database, run: number): Promise<ClassRow[]> {
  const rows = await database.rows(
    `SELECT predicted, count(*) AS images, avg(probability) AS mean,
       avg(CASE WHEN label IS NULL THEN NULL WHEN label = predicted THEN 1 ELSE 0 END) AS right_share
     FROM images WHERE run = $1 AND ok AND predicted IS NOT NULL GROUP BY predicted ORDER BY images DESC, predicted`,
    [run],
  );
  return rows.map((row) => ({
    index: Number(row['predicted']),
    images: Number(row['images']),
    meanProbability: Number(row['mean']),
    right: numberOf(row, 'right_share'),
  }));
}

export interface ClassImage {
  readonly key: string;
  readonly shard: number;
  readonly generation: number;
}

/** Images whose first class it is and whose map is for it; so many at most, spread over the data set by a hash of their names. */
export async function classImages(
  database: Database,
  run: number,
  index: number,
  method: string,
  most: number,
): Promise<ClassImage[]> {
  const rows = await database.rows(
    `SELECT i.key, i.shard, i.generation FROM images i
     JOIN maps m ON m.run = i.run AND m.position = i.position AND m.method = $3 AND m.slot = 0 AND m.class = $2 AND NOT m.flat
     WHERE i.run = $1 AND i.predicted = $2 ORDER BY hash(i.key), i.key LIMIT ${most}`,
    [run, index, method],
  );
  return rows.map((row) => ({
    key: String(row['key']),
    shard: Number(row['shard']),
    generation: Number(row['generation']),
  }));
}

export interface Confusion {
  readonly index: number;
  readonly images: number;
}

/** Labels of the images that were predicted so, and predictions of those labelled so; itself left out. */
export async function confusions(
  database: Database,
  run: number,
  index: number,
): Promise<{ readonly labelled: readonly Confusion[]; readonly predicted: readonly Confusion[] }> {
  const other = async (shown: 'label' | 'predicted', given: 'label' | 'predicted'): Promise<Confusion[]> => {
    const rows = await database.rows(
      `SELECT ${shown} AS class, count(*) AS images FROM images
       WHERE run = $1 AND ${given} = $2 AND ${shown} <> $2 GROUP BY class ORDER BY images DESC, class LIMIT 10`,
      [run, index],
    );
    return rows.map((row) => ({ index: Number(row['class']), images: Number(row['images']) }));
  };
  return { labelled: await other('label', 'predicted'), predicted: await other('predicted', 'label') };
}
