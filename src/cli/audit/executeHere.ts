/** `camline audit run`: this process works on the runs of its night itself. */
import { CamlineError } from '../../errors.ts';
import type { Queues } from '../../queue/queues.ts';
import { engineSettings } from '../engineSettings.ts';
import type { Logger } from '../logger.ts';
import type { ProgressView } from '../progress/progress.ts';
import { executeRun } from '../run/executeRun.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import type { ExecuteNightRun } from './nightRun.ts';

export interface HereOptions {
  readonly queues: Queues;
  readonly settings: SettingOptions;
  readonly log: Logger;
  readonly view: () => ProgressView;
  readonly stop: AbortSignal;
}

/** What it gives throws CANCELLED where it was told to stop. */
export function executeHere({ queues, settings, log, view, stop }: HereOptions): ExecuteNightRun {
  return async (prepared, run, store, ownEngine) => {
    const engine = await engineSettings(await settingsOf(settings));
    const started = performance.now();
    const { state, file, end } = await executeRun({
      ...prepared,
      queues,
      destination: store.location,
      run,
      ...engine,
      ...ownEngine,
      log,
      view: view(),
      stop,
    });
    if (end === 'stopped') {
      throw new CamlineError(
        'CANCELLED',
        `The audit was stopped; camline audit run goes on with run ${run}.`,
      );
    }
    const seconds = (performance.now() - started) / 1000;
    const ok = file.finished?.ok ?? 0;
    return { file, imagesPerSecond: state === 'new' && seconds > 0 ? ok / seconds : null };
  };
}
