/** Takes shards whose records are new into the index. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { listRecords, readShardRecords } from '../../storage/records.ts';
import type { Database } from './database.ts';
import { shardRows, type ShardRows } from './rows.ts';
import { shardTables } from './schema.ts';

/** A shard and the highest generation of its records. */
export type NewShards = ReadonlyMap<number, number>;

/** Images of one transaction; readers see them together. */
const imagesPerBatch = 4096;
const readsAtOnce = 16;

/** Shards with a record, or a generation of one, that the index does not hold. */
export async function newShards(
  database: Database,
  store: ObjectStore,
  run: string,
  number: number,
): Promise<NewShards> {
  const rows = await database.rows('SELECT shard, generation FROM shards WHERE run = $1', [number]);
  const held = new Map(rows.map((row) => [Number(row['shard']), Number(row['generation'])]));
  const found = new Map<number, number>();
  for await (const { shard, generation } of listRecords(store, run))
    if (generation > (held.get(shard) ?? -1)) found.set(shard, generation);
  return found;
}

export async function loadShards(
  database: Database,
  store: ObjectStore,
  name: string,
  run: number,
  shards: NewShards,
  stop: AbortSignal,
): Promise<void> {
  const left = [...shards];
  while (left.length > 0 && !stop.aborted) {
    const batch: ShardRows = { images: [], maps: [], figures: [] };
    const loaded: [number, number][] = [];
    while (left.length > 0 && batch.images.length < imagesPerBatch) {
      const some = left.splice(0, readsAtOnce);
      const rows = await Promise.all(some.map(([shard, upTo]) => rowsOf(store, name, run, shard, upTo)));
      for (const one of rows) for (const table of rowTables) batch[table].push(...one[table]);
      loaded.push(...some);
      // Parsing takes milliseconds a shard: pages are answered in between.
      await breathe();
    }
    await keep(database, run, loaded, batch);
  }
}

const rowTables = ['images', 'maps', 'figures'] as const satisfies readonly (keyof ShardRows)[];

async function rowsOf(
  store: ObjectStore,
  name: string,
  run: number,
  shard: number,
  upTo: number,
): Promise<ShardRows> {
  return shardRows(run, (await readShardRecords(store, name, shard, upTo)) ?? []);
}

/** Shards that were there in an earlier generation are replaced. */
const keep = (
  database: Database,
  run: number,
  loaded: readonly [number, number][],
  batch: ShardRows,
): Promise<void> =>
  database.transaction(async () => {
    const again = loaded.filter(([, generation]) => generation > 0).map(([shard]) => shard);
    if (again.length > 0) {
      for (const table of shardTables)
        await database.run(`DELETE FROM ${table} WHERE run = $1 AND shard IN (${again.join(', ')})`, [run]);
    }
    await database.append(
      'shards',
      loaded.map(([shard, generation]) => [run, shard, generation]),
    );
    for (const table of rowTables) await database.append(table, batch[table]);
  });
