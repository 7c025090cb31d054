import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DEFAULT_SCHEMA, quoteSchemaName, runMigrations } from 'bullmq';
import { CamlineError, messageOf } from '../../errors.ts';
import { pglitePool } from './pglitePool.ts';

/**
 * The database in `<home>/queue`, with BullMQ's tables; made on first use. The caller holds the folder's lock.
 * A start that was killed half-way leaves nothing that the next one would take for a database.
 */
export async function openDatabase(home: string): Promise<PGlite> {
  const folder = path.join(home, 'queue');
  if (!(await exists(folder))) await create(folder);
  try {
    return await open(folder);
  } catch (cause) {
    throw new CamlineError(
      'QUEUE_UNAVAILABLE',
      `Cannot open the embedded queue in ${folder}: ${messageOf(cause)}. ` +
        'Finished work is safe in the destination: delete that folder and run the same command again.',
      { cause },
    );
  }
}

async function create(folder: string): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  const database = await open(unfinished);
  await database.close();
  await rename(unfinished, folder);
}

async function open(folder: string): Promise<PGlite> {
  const database = await PGlite.create(folder);
  const client = await pglitePool(database).connect();
  await runMigrations(client);
  await client.query(`SET search_path TO ${quoteSchemaName(DEFAULT_SCHEMA)}`);
  client.release();
  return database;
}

async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
