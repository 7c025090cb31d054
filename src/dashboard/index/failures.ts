import type { FailureGroup } from '../../report/summary.ts';
import type { Database } from './database.ts';

const samplesPerCode = 5;

/** Failed images by reason, the most frequent first, each with the first few of the data set. */
export async function failureGroups(database: Database, run: number): Promise<FailureGroup[]> {
  const groups = await database.rows(
    'SELECT code, count(*) AS images FROM images WHERE run = $1 AND NOT ok GROUP BY code ORDER BY images DESC, code',
    [run],
  );
  return Promise.all(
    groups.map(async ({ code, images }) => {
      const samples = await database.rows(
        `SELECT key, message FROM images WHERE run = $1 AND code = $2 ORDER BY position LIMIT ${samplesPerCode}`,
        [run, code ?? ''],
      );
      return {
        code: String(code),
        count: Number(images),
        samples: samples.map((row) => ({ key: String(row['key']), message: String(row['message']) })),
      };
    }),
  );
}
