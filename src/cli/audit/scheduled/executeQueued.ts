/** A scheduled night: its runs go into the queue like any other, and every worker takes part. */
import { CamlineError } from '../../../errors.ts';
import { enqueueRun } from '../../../producer/enqueueRun.ts';
import { uploadModel } from '../../../producer/uploadModel.ts';
import type { QueueControl } from '../../../queue/queues.ts';
import { readRunFile } from '../../../storage/readRunFile.ts';
import { follow } from '../../runs/follow.ts';
import type { ExecuteNightRun } from '../nightRun.ts';
import { Pace } from './pace.ts';

/** What it gives throws WORKER_STOPPED where it was told to stop: the runs stay in the queue. */
export function executeQueued(control: QueueControl, stop: AbortSignal): ExecuteNightRun {
  return async (prepared, run, store) => {
    await uploadModel(store, prepared.request.model.sha256, prepared.modelFiles);
    const destination = store.location;
    const now = (): Date => new Date();
    const enqueued = await enqueueRun({ ...prepared, queues: control, store, destination, run, now });
    const { state, file } = enqueued;
    if (state === 'finished') return { file, imagesPerSecond: null };
    const pace = new Pace(() => performance.now());
    const end = await follow({ control, store, file, job: enqueued.job, view: pace, stop });
    if (end === 'stopped') {
      throw new CamlineError('WORKER_STOPPED', `The night was stopped; run ${run} stays in the queue.`);
    }
    return {
      file: (await readRunFile(store, run)) ?? file,
      imagesPerSecond: state === 'new' ? pace.imagesPerSecond(file.images) : null,
    };
  };
}
