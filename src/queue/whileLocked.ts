import { setTimeout as delay } from 'node:timers/promises';
import { CamlineError } from '../errors.ts';

/** Commands such as status hold an embedded queue that nobody works on for about a second. */
const patienceMillis = 4_000;
const pauseMillis = 200;

/** Tries again for some seconds where another process has the embedded queue. Throws QUEUE_LOCKED where it keeps it. */
export async function whileLocked<T>(open: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMillis;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const locked = error instanceof CamlineError && error.code === 'QUEUE_LOCKED';
      if (!locked || performance.now() > until) throw error;
    }
    await delay(pauseMillis);
  }
}
