/** `camline enqueue --dry-run`: nothing is enqueued or stored; what the run will cost is measured on a few images. */
import { CamlineError } from '../../errors.ts';
import { listSource } from '../../sources/listSource.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { printJson, printLines } from '../output.ts';
import { openStepLine } from '../progress/stepLine.ts';
import type { PreparedRun } from '../run/prepareRun.ts';
import { engineSettings } from '../engineSettings.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { estimate, estimateLines, type Estimate } from './estimate.ts';
import { measure } from './measure.ts';
import { survey } from './sample.ts';

const sampleSize = 64;
const budgetMillis = 20_000;
/** Forward passes that are worth measuring at once. */
const forwardsPerChunk = 2048;
const mostImagesAtOnce = 32;

export interface DryRunOptions extends SettingOptions {
  readonly json?: true;
  readonly quiet?: true;
}

export async function dryRun(
  { request, resolved, forwards }: PreparedRun,
  store: ObjectStore,
  options: DryRunOptions,
): Promise<void> {
  const settings = await settingsOf(options);
  const engine = await engineSettings(settings);
  const entries = listSource(request, { skip: [store.location], classCount: resolved.classCount });
  const surveyed = await survey(entries, sampleSize);
  const line = openStepLine(options.quiet === true);
  const total = surveyed.sample.length;
  try {
    const measured = await measure(request, surveyed.sample, {
      ...engine,
      chunkSize: Math.min(mostImagesAtOnce, Math.max(1, Math.floor(forwardsPerChunk / forwards))),
      budgetMillis,
      onImage: (done) => line.show({ done, total, what: `measuring: ${done} of at most ${total} images` }),
    });
    line.stop();
    const found = estimate(surveyed, measured, { forwards, shardSize: request.shardSize });
    checkSample(found);
    if (options.json) printJson(found);
    else printLines(estimateLines(found, engine.engineThreads));
  } finally {
    line.stop();
  }
}

/** Throws RUN_INCOMPLETE where every image of the sample failed: what failing takes says nothing of what explaining takes. */
function checkSample({ sampleImages, sampleFailedByCode }: Estimate): void {
  const failed = Object.entries(sampleFailedByCode);
  if (failed.reduce((total, [, count]) => total + count, 0) < sampleImages) return;
  throw new CamlineError(
    'RUN_INCOMPLETE',
    `None of ${sampleImages} images of the source could be explained (${failed.map(([code, count]) => `${code} ${count}`).join(', ')}), ` +
      'so there is nothing to estimate from. Look at --root, or at the images.',
  );
}
