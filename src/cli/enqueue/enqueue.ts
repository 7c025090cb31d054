/** `camline enqueue`: a run is frozen and put into the queue, with the model for workers of other machines. */
import { methodNamed } from '../../methods/registry.ts';
import { enqueueRun } from '../../producer/enqueueRun.ts';
import { uploadModel } from '../../producer/uploadModel.ts';
import type { QueueControl } from '../../queue/queues.ts';
import { openStore } from '../../storage/openStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { withClassifier, type ClassifierOptions } from '../classifier.ts';
import { dryRun } from '../dryRun/dryRun.ts';
import { optionNotes } from '../optionNotes.ts';
import { printJson, printLines, remark } from '../output.ts';
import { openProgressView } from '../progress/view.ts';
import { checkSource } from '../run/checkSource.ts';
import { prepareRun, type PreparedRun, type RequestOptions } from '../run/prepareRun.ts';
import { tellEnd, type TellOptions } from '../run/tellEnd.ts';
import { follow } from '../runs/follow.ts';
import { withControl } from '../runs/withControl.ts';
import { watchStopSignals } from '../stopSignals.ts';

export interface EnqueueCommandOptions extends ClassifierOptions, RequestOptions, TellOptions {
  readonly to: string;
  readonly run?: string;
  readonly detach?: true;
  readonly dryRun?: true;
}

/** @returns the exit code */
export async function enqueue(name: string, options: EnqueueCommandOptions): Promise<number> {
  for (const method of options.methods) methodNamed(method);
  const store = openStore(options.to);
  const { source, notes } = await checkSource(name, options, store);
  const prepared = await withClassifier(options, (classifier) => prepareRun(source, classifier, options));
  if (options.quiet !== true) {
    for (const note of [...prepared.resolved.notes, ...optionNotes(options.methods, options), ...notes])
      remark(`camline: ${note}`);
  }
  if (options.dryRun) {
    await dryRun(prepared, store, options);
    return 0;
  }
  return withControl(options, async (control) => {
    // Not before: without a queue nothing is to be left in the destination.
    await store.probe();
    await uploadModel(store, prepared.request.model.sha256, prepared.modelFiles);
    return enqueueAndFollow(control, prepared, options);
  });
}

async function enqueueAndFollow(
  control: QueueControl,
  prepared: PreparedRun,
  options: EnqueueCommandOptions,
): Promise<number> {
  const store = openStore(options.to);
  const destination = store.location;
  const { run } = options;
  const enqueued = await enqueueRun({
    ...prepared,
    queues: control,
    store,
    destination,
    run,
    now: () => new Date(),
  });
  const { file, state } = enqueued;
  if (state === 'finished') return tellEnd(store, { state, file, end: 'finished' }, options);
  const nobodyElse = control.backend === 'embedded';
  if (options.detach === true || nobodyElse) {
    if (options.json)
      printJson({ run: file.run, job: enqueued.job, state, images: file.images, shards: file.shards });
    else printLines([file.run]);
    if (nobodyElse) remark('camline: nobody works on this queue yet. Start: camline worker');
    return 0;
  }
  remark(`camline: run ${file.run} is in the queue (${file.images} images, ${file.shards} shards)`);
  if ((await control.workers()).length === 0) remark('camline: no worker yet. Start some: camline worker');
  const view = openProgressView(options);
  const watch = watchStopSignals(() => view.stop(), 'Left alone: workers go on with the run.');
  try {
    const { job } = enqueued;
    const end = await follow({ control, store, file, job, view, stop: watch.signal });
    view.stop();
    const after = (await readRunFile(store, file.run)) ?? file;
    return await tellEnd(store, { state, file: after, end }, options, watch.exitCode());
  } finally {
    view.stop();
    watch.dispose();
  }
}
