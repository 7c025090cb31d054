/**
 * One night at a time. A lock is a numbered object that is written only if it is not there (`putNew`), so of two that start
 * at once one wins, on a directory as on S3; giving it back marks it. Nobody deletes. Who died with it is known by process id
 * and start time on the same machine, elsewhere by the hours that a night may take at most.
 */
import { z } from 'zod';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readJson } from '../../storage/readJson.ts';
import { auditKeys } from './auditKeys.ts';

const holderSchema = z.strictObject({
  host: z.string(),
  boot: z.string(),
  pid: z.int(),
  start: z.string(),
  /** The queue's job that handed out the night; null: none did. */
  job: z.string().nullable().default(null),
});

const lockSchema = z.strictObject({
  night: z.string(),
  holder: holderSchema,
  since: z.iso.datetime(),
  released: z.boolean(),
});
type Lock = z.infer<typeof lockSchema>;

/** Hours after which a lock of another machine no longer holds. */
const mostHours = 24;

export interface LockTools {
  readonly holder: Lock['holder'];
  /** Whether that process has certainly ended; false where it cannot be told. */
  readonly isGone: (holder: Lock['holder']) => boolean;
  readonly now: () => Date;
}

export type Taken =
  | {
      readonly state: 'taken';
      readonly number: number;
      /** A night that ended without giving the lock back. */ readonly abandoned: string | null;
    }
  /** `night`: whose it is. */
  | { readonly state: 'held'; readonly by: string; readonly night: string };

export async function takeLock(
  store: ObjectStore,
  audit: string,
  night: string,
  tools: LockTools,
): Promise<Taken> {
  const last = await lastLock(store, audit);
  const free = last === undefined || last.lock.released || isDead(last.lock, tools);
  if (!free) return { state: 'held', by: holderText(last.lock), night: last.lock.night };
  const number = (last?.number ?? 0) + 1;
  const lock: Lock = { night, holder: tools.holder, since: tools.now().toISOString(), released: false };
  const outcome = await store.putNew(auditKeys.lock(audit, number), encoded(lock));
  if (outcome === 'exists') return { state: 'held', by: 'an audit that started at the same moment', night };
  const abandoned = last === undefined || last.lock.released ? null : last.lock.night;
  return { state: 'taken', number, abandoned };
}

export async function releaseLock(store: ObjectStore, audit: string, number: number): Promise<void> {
  const key = auditKeys.lock(audit, number);
  const lock = await readLock(store, key);
  if (lock !== undefined) await store.put(key, encoded({ ...lock, released: true }));
}

/** Who is handed the same job has it for itself: the queue takes a job from nobody who still renews his lock on it. */
function isDead({ holder, since }: Lock, { isGone, holder: own, now }: LockTools): boolean {
  if (holder.job !== null && holder.job === own.job) return true;
  if (holder.host === own.host) return isGone(holder);
  return now().getTime() - Date.parse(since) > mostHours * 3_600_000;
}

const holderText = ({ night, holder, since }: Lock): string =>
  `the night ${night}, since ${since} (process ${holder.pid} on ${holder.host})`;

async function lastLock(
  store: ObjectStore,
  audit: string,
): Promise<{ readonly number: number; readonly lock: Lock } | undefined> {
  let last: string | undefined;
  for await (const { key } of store.list(auditKeys.locks(audit))) last = key;
  if (last === undefined) return undefined;
  const lock = await readLock(store, last);
  return lock && { number: Number(/(\d+)\.json$/.exec(last)?.[1]), lock };
}

const readLock = (store: ObjectStore, key: string): Promise<Lock | undefined> =>
  readJson(store, key, 'lock', lockSchema);

const encoded = (lock: Lock): Uint8Array => new TextEncoder().encode(`${JSON.stringify(lock)}\n`);
