import { bullQueues } from './bullQueues.ts';
import { serveControl } from './control/serve.ts';
import { socketPath } from './control/socketPath.ts';
import { openEmbedded } from './embedded/openEmbedded.ts';
import { queueError } from './queueError.ts';
import type { QueueOptions, Queues } from './queues.ts';
import { openRedis } from './redis/openRedis.ts';
import { lockSettings, type LockSettings } from './settings.ts';

/**
 * The queues on Redis where `redisUrl` is given, else on the embedded database in `home`, which serves one process at a
 * time; that process answers others (`openControl`). Throws CONFIG_INVALID, QUEUE_UNAVAILABLE (no answer within seconds) or
 * QUEUE_LOCKED (another process has `home`).
 */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  const locks = lockSettings(options);
  if (options.redisUrl === undefined) return openHeld(options.home, locks);
  return bullQueues(await openRedis(options.redisUrl), locks);
}

async function openHeld(home: string, locks: LockSettings): Promise<Queues> {
  const queues = await bullQueues(await openEmbedded(home), locks);
  const server = await serveControl(socketPath(home), queues).catch(async (error: unknown) => {
    await queues.close();
    throw queueError(error, 'listen for other processes');
  });
  return {
    ...queues,
    async close() {
      await server.close();
      await queues.close();
    },
  };
}
