import type { Tally } from '../../producer/tally.ts';
import type { Database } from './database.ts';

/** What the records of a run say, as far as they were taken in. */
export async function tallyOf(database: Database, run: number): Promise<Tally> {
  const rows = await database.rows(
    'SELECT coalesce(code, $2) AS code, count(*) AS images FROM images WHERE run = $1 GROUP BY ALL ORDER BY code',
    [run, ''],
  );
  const counts = rows.map((row) => [String(row['code']), Number(row['images'])] as const);
  const failures = counts.filter(([code]) => code !== '');
  return {
    ok: counts.find(([code]) => code === '')?.[1] ?? 0,
    failed: failures.reduce((sum, [, images]) => sum + images, 0),
    failedByCode: Object.fromEntries(failures),
  };
}
