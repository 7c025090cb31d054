import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** BullMQ talks to node-postgres; this is as much of it as BullMQ uses, over one PGlite in this process. */
export function pglitePool(database: PGlite): PgPool {
  return new PglitePool(database);
}

class PglitePool extends EventEmitter implements PgPool {
  readonly #database: PGlite;

  constructor(database: PGlite) {
    super();
    // One listener for every queue and worker.
    this.setMaxListeners(0);
    this.#database = database;
  }

  query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return query(this.#database, text, params);
  }

  connect(): Promise<PgPoolClient> {
    return Promise.resolve(new PgliteClient(this.#database));
  }

  /** The database is closed by who opened it. */
  end(): Promise<void> {
    return Promise.resolve();
  }
}

/** Every client shares the one session, so a LISTEN of one is heard by all; BullMQ filters by channel and queue. */
class PgliteClient extends EventEmitter implements PgPoolClient {
  readonly #database: PGlite;
  readonly #stopListening: () => void;

  constructor(database: PGlite) {
    super();
    this.#database = database;
    this.#stopListening = database.onNotification((channel, payload) => {
      this.emit('notification', { channel, payload });
    });
  }

  query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return query(this.#database, text, params);
  }

  release(): void {
    this.#stopListening();
  }
}

/** Without parameters a text may hold several statements, as migrations do; the last result counts. */
async function query<R>(
  database: PGlite,
  text: string,
  params: readonly unknown[] | undefined,
): Promise<PgQueryResult<R>> {
  const result =
    params === undefined ? (await database.exec(text)).at(-1) : await database.query(text, [...params]);
  return { rows: (result?.rows ?? []) as R[], rowCount: result?.affectedRows ?? null };
}
