/** Which files of a run hold feature vectors that count, and which images lie at given lines of them. */
import type { ShardKey } from '../../storage/keys.ts';
import type { NearRow } from '../nearest/nearestRows.ts';
import type { Database } from './database.ts';
import { imageColumns, imageOf, type GalleryImage } from './gallery.ts';

export async function filesOfImages(database: Database, run: number): Promise<ShardKey[]> {
  const rows = await database.rows(
    'SELECT DISTINCT shard, generation FROM images WHERE run = $1 AND ok ORDER BY shard, generation',
    [run],
  );
  return rows.map((row) => ({ shard: Number(row['shard']), generation: Number(row['generation']) }));
}

/** In the order of `near`, each with its cosine as its figure; rows that no longer count are left out. */
export async function imagesAt(
  database: Database,
  run: number,
  near: readonly NearRow[],
): Promise<GalleryImage[]> {
  if (near.length === 0) return [];
  const places = near.map(({ shard, generation, line }) => `(${shard}, ${generation}, ${line})`);
  const rows = await database.rows(
    `SELECT ${imageColumns}, i.line, NULL AS figure FROM images i
     WHERE i.run = $1 AND i.ok AND (i.shard, i.generation, i.line) IN (${places.join(', ')})`,
    [run],
  );
  const found = new Map(
    rows.map((row) => [`${row['shard']} ${row['generation']} ${row['line']}`, imageOf(row)]),
  );
  return near.flatMap(({ shard, generation, line, cosine }) => {
    const image = found.get(`${shard} ${generation} ${line}`);
    return image === undefined ? [] : [{ ...image, figure: cosine }];
  });
}
