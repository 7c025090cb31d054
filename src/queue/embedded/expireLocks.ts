import type { PGlite } from '@electric-sql/pglite';

/**
 * Lets the first look for lost locks hand out again whatever the previous process had in hand. Whoever holds the
 * folder's lock knows that nobody else works on these jobs, so there is nothing to wait for.
 */
export async function expireLocks(database: PGlite): Promise<void> {
  await database.exec(
    `UPDATE job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active';
     DELETE FROM meta WHERE field = 'stalled-check';`,
  );
}
