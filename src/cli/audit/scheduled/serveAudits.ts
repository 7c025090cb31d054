import type { Consumer, Queues } from '../../../queue/queues.ts';
import type { Logger } from '../../logger.ts';
import type { SettingOptions } from '../../settings.ts';
import { nightHandler } from './nightHandler.ts';

/** Nights mostly wait for their runs. More than one, so that a night that hangs does not keep the next from saying so. */
const nightsAtOnce = 4;

/** Takes the nights of schedules until it is closed, which hands those in hand back. */
export async function serveAudits(queues: Queues, settings: SettingOptions, log: Logger): Promise<Consumer> {
  const stopping = new AbortController();
  const consumer = await queues.consumeAudits(nightHandler(settings, log, stopping.signal), {
    concurrency: nightsAtOnce,
    onError: (error) => log.error({ error: error.message }, 'audits queue'),
  });
  return {
    close: () => {
      stopping.abort();
      return consumer.close();
    },
  };
}
