import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { createPostgresBackend, withBackend } from 'bullmq';
import { CamlineError } from '../../errors.ts';
import type { Backend } from '../bull.ts';
import { queueDefaults } from '../queueDefaults.ts';
import { reasonOf } from '../queueError.ts';
import { expireLocks } from './expireLocks.ts';
import { takeFolderLock, type FolderLock } from './folderLock.ts';
import { memoryBeats } from './memoryBeats.ts';
import { openDatabase } from './openDatabase.ts';
import { pglitePool } from './pglitePool.ts';

/**
 * The queue of one process in a folder. Throws QUEUE_LOCKED where another process has it, QUEUE_UNAVAILABLE where the folder
 * cannot be used.
 */
export async function openEmbedded(home: string): Promise<Backend> {
  const folder = path.resolve(home);
  const lock = await takeFolderLock(folder).catch((error: unknown) => unusable(folder, error));
  try {
    const database = await openDatabase(folder);
    await expireLocks(database);
    return embeddedBackend(database, lock);
  } catch (error) {
    await lock.release().catch(() => undefined);
    return unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): never {
  if (error instanceof CamlineError) throw error;
  throw new CamlineError(
    'QUEUE_UNAVAILABLE',
    `Cannot keep the embedded queue in ${folder}: ${reasonOf(error)}. Give this user write access, name another folder with ` +
      'CAMLINE_HOME, or share a Redis server with CAMLINE_REDIS_URL.',
    { cause: error },
  );
}

function embeddedBackend(database: PGlite, lock: FolderLock): Backend {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = pglitePool(database);
  return {
    kind: 'embedded',
    warnings: [],
    beats: memoryBeats(),
    queue: (name) => new Queue(name, { ...queueDefaults, connection }),
    worker: (name, processor, options) =>
      new Worker<unknown, void>(name, processor, { ...options, connection }),
    async close() {
      try {
        await database.close();
      } finally {
        await lock.release();
      }
    },
  };
}
