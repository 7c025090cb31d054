import { CamlineError } from '../errors.ts';
import { connectControl } from './control/connect.ts';
import { socketPath } from './control/socketPath.ts';
import { openQueues } from './openQueues.ts';
import type { QueueControl, QueueOptions } from './queues.ts';
import { whileLocked } from './whileLocked.ts';

/**
 * The queue for questions and orders: on Redis, in this process where nobody holds the embedded one, else through the
 * process that does. Throws as `openQueues` does; QUEUE_LOCKED only where the holder does not answer.
 */
export const openControl = (options: QueueOptions): Promise<QueueControl> =>
  whileLocked(() => openOrAsk(options));

async function openOrAsk(options: QueueOptions): Promise<QueueControl> {
  try {
    return await openQueues(options);
  } catch (error) {
    if (!(error instanceof CamlineError) || error.code !== 'QUEUE_LOCKED') throw error;
    return connectControl(socketPath(options.home)).catch(() => {
      throw error;
    });
  }
}
