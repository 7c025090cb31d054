/**
 * A queue as a process sees it that lives longer than workers do, and holds none itself: the embedded queue belongs to its
 * workers, which come and go, and each question finds the one that holds it now.
 */
import { CamlineError } from '../errors.ts';
import { connectControl } from './control/connect.ts';
import { socketPath } from './control/socketPath.ts';
import { keptOpen } from './keptOpen.ts';
import { openControl } from './openControl.ts';
import { openQueues } from './openQueues.ts';
import type { QueueControl, QueueOptions } from './queues.ts';
import { usingControl } from './usingControl.ts';

export interface QueueDoor {
  /** Throws QUEUE_UNAVAILABLE where no process holds the embedded queue, or Redis does not answer. */
  ask<T>(question: (control: QueueControl) => Promise<T>): Promise<T>;
  /** As `ask`, for orders: an embedded queue that nobody holds is opened for as long as the order takes. */
  order<T>(give: (control: QueueControl) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export const queueDoor = (options: QueueOptions): QueueDoor =>
  options.redisUrl === undefined ? embeddedDoor(options) : redisDoor(options);

function embeddedDoor(options: QueueOptions): QueueDoor {
  return {
    ask: async (question) => usingControl(await connected(options.home), question),
    order: async (give) => usingControl(await openControl(options), give),
    close: () => Promise.resolve(),
  };
}

const connected = (home: string): Promise<QueueControl> =>
  connectControl(socketPath(home)).catch((cause: unknown) => {
    const message = `No process works on the embedded queue in ${home}. Start one there: camline worker`;
    throw new CamlineError('QUEUE_UNAVAILABLE', message, { cause });
  });

/** One connection, opened with the first question. */
function redisDoor(options: QueueOptions): QueueDoor {
  const control = keptOpen(() => openQueues(options));
  return {
    ask: async (question) => question(await control.get()),
    order: async (give) => give(await control.get()),
    close: () => control.close(),
  };
}
