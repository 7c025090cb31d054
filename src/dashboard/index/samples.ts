/** How many records a run had at which time, as looks at it found them: what its throughput is drawn from. */
import type { Database } from './database.ts';

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Images recorded, failed ones included. */
  readonly done: number;
}

const leastMillis = 2_000;

/** One more, unless the last one is younger than two seconds or says the same. */
export async function addSample(database: Database, run: number, { at, done }: Sample): Promise<void> {
  const [last] = await database.rows(
    'SELECT taken_at, done FROM samples WHERE run = $1 ORDER BY taken_at DESC LIMIT 1',
    [run],
  );
  if (last !== undefined && (at - Number(last['taken_at']) < leastMillis || Number(last['done']) === done))
    return;
  await database.transaction(() => database.run('INSERT INTO samples VALUES ($1, $2, $3)', [run, at, done]));
}

export async function samplesOf(database: Database, run: number): Promise<Sample[]> {
  const rows = await database.rows('SELECT taken_at, done FROM samples WHERE run = $1 ORDER BY taken_at', [
    run,
  ]);
  return rows.map((row) => ({ at: Number(row['taken_at']), done: Number(row['done']) }));
}
