import { resolve } from 'node:path';
import { openControl } from '../../queue/openControl.ts';
import type { QueueControl } from '../../queue/queues.ts';
import { usingControl } from '../../queue/usingControl.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';

/** Runs `work` with the queue that the settings name and closes it. Throws QUEUE_UNAVAILABLE or QUEUE_LOCKED. */
export async function withControl<T>(
  options: SettingOptions,
  work: (control: QueueControl) => Promise<T>,
): Promise<T> {
  const { home, redisUrl } = await settingsOf(options);
  return usingControl(await openControl({ home: resolve(home), redisUrl }), work);
}
