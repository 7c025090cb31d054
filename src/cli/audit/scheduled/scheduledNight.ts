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
  const tools: Omit<NightTools, 'execute'> = {
    store: openStore(given.audit.to),
    settings,
    job: given.id,
    startedAt: new Date(given.startedAt),
    now: () => new Date(),
  };
  try {
    const night = await withControl(settings, (control) =>
      auditNight(given.audit, { ...tools, execute: executeQueued(control, stop) }),
    );
    await tell(given, night, log);
    return night;
  } catch (error) {
    const again = error instanceof CamlineError && error.retryable && !given.lastTry;
    if (!again) await tell(given, await failedNight(given.audit, tools, error), log);
    throw error;
  }
}

async function tell({ audit }: GivenNight, night: Night, log: Logger): Promise<void> {
  const problem = await notify(audit, night);
  if (problem !== undefined) log.warn({ audit: audit.name }, problem);
}
