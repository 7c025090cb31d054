/** One night of a schedule, in a process of its own (`nightProcess.ts`). */
import { openStore } from '../../../storage/openStore.ts';
import { CamlineError } from '../../../errors.ts';
import type { Night } from '../../../audit/nights/night.ts';
import type { Logger } from '../../logger.ts';
import { loggerOf } from '../../loggerOf.ts';
import { withControl } from '../../runs/withControl.ts';
import { settingsOf, type SettingOptions } from '../../settings.ts';
import { auditNight, failedNight } from '../auditNight.ts';
import type { NightTools } from '../nightRun.ts';
import { notify } from '../notify.ts';
import { executeQueued } from './executeQueued.ts';
import type { GivenNight } from './protocol.ts';

/**
 * Throws what ended the night. Where the queue will not try it again, the audit's nights say why there are no figures, and
 * who is to be told of failures is told.
 */
export async function scheduledNight(
  given: GivenNight,
  settings: SettingOptions,
  stop: AbortSignal,
): Promise<Night> {
  const log = await loggerOf(await settingsOf(settings), true);
  return withControl(settings, async (control) => {
    const tools: NightTools = {
      store: openStore(given.audit.to),
      settings,
      execute: executeQueued(control, stop),
      job: given.id,
      startedAt: new Date(given.startedAt),
      now: () => new Date(),
    };
    try {
      const night = await auditNight(given.audit, tools);
      await tell(given, night, log);
      return night;
    } catch (error) {
      const again = error instanceof CamlineError && error.retryable && !given.lastTry;
      if (!again) await report(given, tools, error, log);
      throw error;
    }
  });
}

async function tell({ audit }: GivenNight, night: Night, log: Logger): Promise<void> {
  const problem = await notify(audit, night);
  if (problem !== undefined) log.warn({ audit: audit.name }, problem);
}

/** A store that cannot be written either leaves the log and the webhook. */
async function report(given: GivenNight, tools: NightTools, error: unknown, log: Logger): Promise<void> {
  const night = await failedNight(given.audit, tools, error);
  await tell(given, night, log);
}
