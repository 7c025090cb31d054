import { CamlineError, messageOf } from '../../errors.ts';
import { openQueues } from '../../queue/openQueues.ts';
import type { Queues } from '../../queue/queues.ts';
import { whileLocked } from '../../queue/whileLocked.ts';
import { openStore } from '../../storage/openStore.ts';

/** The Redis where there is one, else the queue in the folder `home`. Throws QUEUE_UNAVAILABLE or QUEUE_LOCKED. */
export async function openRunQueues(home: string, redisUrl: string | undefined): Promise<Queues> {
  if (redisUrl !== undefined) return openQueues({ home, redisUrl });
  await checkWritable(home);
  return whileLocked(() => openQueues({ home }));
}

async function checkWritable(home: string): Promise<void> {
  try {
    await openStore(home).probe();
  } catch (cause) {
    const reason = messageOf(cause);
    throw new CamlineError(
      'QUEUE_UNAVAILABLE',
      `The queue of this run needs a folder: ${reason} Name one with CAMLINE_HOME, or a Redis with --redis.`,
      { cause },
    );
  }
}
