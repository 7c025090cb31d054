/** How often a lock is renewed within its life. */
const renewalsPerLock = 3;

/** `value` is absent where the lock was lost and `work` failed. */
export type Held<T> =
  { readonly kind: 'kept'; readonly value: T } | { readonly kind: 'lost'; readonly value: T | undefined };

/**
 * Runs `work` while renewing its lock. Where the lock is lost (another worker took the job, or no renewal came through
 * for as long as a lock lives) the signal is aborted, and once `work` has ended the result is 'lost', and an error of
 * `work` is dropped: the job is not ours any more.
 *
 * BullMQ's own renewal is not used: it tracks jobs by id, and so mixes up a job that this very process lost and took
 * again.
 *
 * @param renew resolves to whether the lock was still ours and now lives `lockMillis` longer
 */
export async function holdLock<T>(
  renew: () => Promise<boolean>,
  lockMillis: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Held<T>> {
  const lost = new AbortController();
  const timer = setInterval(renewer(renew, lockMillis, lost), lockMillis / renewalsPerLock);
  try {
    const value = await work(lost.signal);
    return { kind: lost.signal.aborted ? 'lost' : 'kept', value };
  } catch (error) {
    if (lost.signal.aborted) return { kind: 'lost', value: undefined };
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function renewer(renew: () => Promise<boolean>, lockMillis: number, lost: AbortController): () => void {
  let renewedAt = performance.now();
  let asking = false;
  return () => {
    if (performance.now() - renewedAt >= lockMillis) lost.abort();
    if (asking || lost.signal.aborted) return;
    asking = true;
    const askedAt = performance.now();
    renew()
      .then(
        (ours) => {
          if (ours) renewedAt = askedAt;
          else lost.abort();
        },
        () => undefined, // A connection that is down may come back before the lock has run out.
      )
      .finally(() => {
        asking = false;
      });
  };
}
