/** `camline run`: everything is checked before the queue is opened or a result is written. */
import { resolve } from 'node:path';
import { methodNamed } from '../../methods/registry.ts';
import { openStore } from '../../storage/openStore.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import type { RunFile } from '../../storage/runFile.ts';
import { withClassifier, type ClassifierOptions } from '../classifier.ts';
import { loggerOf } from '../loggerOf.ts';
import { optionNotes } from '../optionNotes.ts';
import { remark } from '../output.ts';
import type { ProgressView } from '../progress/progress.ts';
import { openProgressView } from '../progress/view.ts';
import { watchStopSignals, type StopWatch } from '../stopSignals.ts';
import { changeLines } from './changeLines.ts';
import { checkSource } from './checkSource.ts';
import { executeRun, type Executed } from './executeRun.ts';
import { findRun } from './findRun.ts';
import { openRunQueues } from './openRunQueues.ts';
import { prepareRun, type PreparedRun, type RequestOptions } from './prepareRun.ts';
import { engineSettings } from '../engineSettings.ts';
import { settingsOf } from '../settings.ts';
import { tellEnd, type TellOptions } from './tellEnd.ts';

export interface RunOptions extends ClassifierOptions, RequestOptions, TellOptions {
  readonly to: string;
  readonly run?: string;
  readonly retryFailed?: true;
  readonly verbose?: true;
}

/** @returns the exit code */
export async function run(name: string, options: RunOptions): Promise<number> {
  for (const method of options.methods) methodNamed(method);
  const store = openStore(options.to);
  const { source, notes } = await checkSource(name, options, store);
  const prepared = await withClassifier(options, (classifier) => prepareRun(source, classifier, options));
  const found = await findRun(store, prepared, options.run);
  if (found !== undefined) notes.push(...(await changeLines(store, found.file)));
  if (options.quiet !== true) {
    for (const note of [...prepared.resolved.notes, ...optionNotes(options.methods, options), ...notes])
      remark(`camline: ${note}`);
  }
  if (found?.complete === true && !hasRetry(found.file, options))
    return tellEnd(store, { state: 'finished', file: found.file, end: 'finished' }, options);
  const view = openProgressView(options);
  const watch = watchStopSignals(() => view.stop());
  try {
    return await tellEnd(
      store,
      await execute(store, options, prepared, view, watch),
      options,
      watch.exitCode(),
    );
  } finally {
    watch.dispose();
  }
}

const hasRetry = ({ finished }: RunFile, { retryFailed }: RunOptions): boolean =>
  retryFailed === true && (finished?.failed ?? 0) > 0;

async function execute(
  store: ObjectStore,
  options: RunOptions,
  prepared: PreparedRun,
  view: ProgressView,
  watch: StopWatch,
): Promise<Executed> {
  const settings = await settingsOf(options);
  const { note, ...engine } = await engineSettings(settings);
  const log = await loggerOf(settings, options.verbose === true);
  log.info({ device: engine.device, note }, 'device');
  const queues = await openRunQueues(resolve(settings.home), settings.redisUrl);
  try {
    // Not before: without a queue nothing is to be left in the destination.
    await store.probe();
    return await executeRun({
      ...prepared,
      queues,
      destination: store.location,
      run: options.run,
      retry: options.retryFailed === true ? { codes: null } : undefined,
      ...engine,
      log,
      view,
      stop: watch.signal,
    });
  } finally {
    await queues.close();
  }
}
