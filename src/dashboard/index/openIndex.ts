/**
 * The index of all runs, made from records and kept up with them: a look takes what was written since the last one. What it
 * tells is never ahead of the records, and the same after a restart, or after its file was deleted.
 */
import { generationOf, type RunFile } from '../../storage/runFile.ts';
import type { Place } from '../places.ts';
import { openDatabase, type Database } from './database.ts';
import { loadShards, newShards } from './loadShards.ts';
import { runTables } from './schema.ts';

export interface RunIndex {
  readonly database: Database;
  /** Takes in what is new of a run and gives its number in the tables. */
  refresh(place: Place, file: RunFile): Promise<number>;
  /** As `refresh`, but waits no longer than that: the rest is taken in meanwhile. */
  refreshWithin(place: Place, file: RunFile, millis: number): Promise<Freshness>;
  close(): Promise<void>;
}

export interface Freshness {
  /** The run's number in the tables. */
  readonly run: number;
  /** Whether every record that is there was taken in. */
  readonly settled: boolean;
}

export async function openIndex(folder: string): Promise<RunIndex> {
  const database = await openDatabase(folder);
  const underWay = new Map<string, Promise<void>>();
  const stop = new AbortController();

  /** One at a time for each run. */
  function bringUp(place: Place, file: RunFile, run: number): Promise<void> {
    const name = `${place.id}/${file.run}`;
    const running = underWay.get(name);
    if (running !== undefined) return running;
    const started = takeIn(database, place, file, run, stop.signal).finally(() => underWay.delete(name));
    underWay.set(name, started);
    return started;
  }

  return {
    database,
    async refresh(place, file) {
      const run = await runNumber(database, place, file);
      await bringUp(place, file, run);
      return run;
    },
    async refreshWithin(place, file, millis) {
      const run = await runNumber(database, place, file);
      const settled = await within(bringUp(place, file, run), millis);
      return { run, settled };
    },
    async close() {
      stop.abort();
      await Promise.allSettled(underWay.values());
      database.close();
    },
  };
}

async function within(work: Promise<unknown>, millis: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), millis);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

async function takeIn(
  database: Database,
  place: Place,
  file: RunFile,
  run: number,
  stop: AbortSignal,
): Promise<void> {
  const generation = generationOf(file);
  const [known] = await database.rows('SELECT generation, complete FROM runs WHERE id = $1', [run]);
  if (known?.['complete'] === true && known['generation'] === generation) return;
  await loadShards(
    database,
    place.store,
    file.run,
    run,
    await newShards(database, place.store, file.run, run),
    stop,
  );
  if (file.finished !== null && !stop.aborted) {
    await database.transaction(() =>
      database.run('UPDATE runs SET complete = true, generation = $2 WHERE id = $1', [run, generation]),
    );
  }
}

/** Most requests find it by reading: writers wait for each other, readers for nobody. */
async function runNumber(database: Database, place: Place, file: RunFile): Promise<number> {
  const { current } = await runsNamed(database, place, file);
  return current ?? addRun(database, place, file);
}

interface NamedRuns {
  readonly all: readonly number[];
  /** The one that was begun when the file says. */
  readonly current: number | undefined;
}

async function runsNamed(database: Database, place: Place, file: RunFile): Promise<NamedRuns> {
  const rows = await database.rows('SELECT id, created_at FROM runs WHERE place = $1 AND run = $2', [
    place.id,
    file.run,
  ]);
  const current = rows.find((row) => row['created_at'] === file.createdAt);
  return { all: rows.map(({ id }) => Number(id)), current: current && Number(current['id']) };
}

/** A run that was begun anew in an emptied store is another one: what was known of its name goes. */
function addRun(database: Database, place: Place, file: RunFile): Promise<number> {
  return database.transaction(async () => {
    // Another request may have added it meanwhile.
    const { all, current } = await runsNamed(database, place, file);
    if (current !== undefined) return current;
    for (const id of all) await forget(database, id);
    const [next] = await database.rows('SELECT coalesce(max(id), 0) + 1 AS id FROM runs');
    const id = Number(next?.['id']);
    await database.run('INSERT INTO runs VALUES ($1, $2, $3, $4, 0, false)', [
      id,
      place.id,
      file.run,
      file.createdAt,
    ]);
    return id;
  });
}

async function forget(database: Database, run: number): Promise<void> {
  for (const table of runTables) {
    await database.run(`DELETE FROM ${table} WHERE ${table === 'runs' ? 'id' : 'run'} = $1`, [run]);
  }
}
