import { bullQueues } from './bullQueues.ts';
import { openEmbedded } from './embedded/openEmbedded.ts';
import type { QueueOptions, Queues } from './queues.ts';
import { openRedis } from './redis.ts';
import { lockSettings } from './settings.ts';

/**
 * The queues on Redis where `redisUrl` is given, else on the embedded database in `home`, which serves one process at a
 * time. Throws CONFIG_INVALID, QUEUE_UNAVAILABLE (no answer within seconds) or QUEUE_LOCKED (another process has `home`).
 */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  const locks = lockSettings(options);
  const backend =
    options.redisUrl === undefined ? await openEmbedded(options.home) : await openRedis(options.redisUrl);
  return bullQueues(backend, locks);
}
