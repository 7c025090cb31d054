import { requestHash } from '../../config/runRequest.ts';
import { planRun } from '../../producer/planRun.ts';
import { runId } from '../../producer/runId.ts';
import { keys } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { PreparedRun } from './prepareRun.ts';

/**
 * The run where it is complete, so that no queue is opened for it; undefined where there is something to do. Writes nothing.
 * Throws KEY_INVALID for an impossible name, RUN_MISMATCH where the run was started with another request.
 */
export async function findFinished(
  store: ObjectStore,
  prepared: PreparedRun,
  run: string | undefined,
): Promise<RunFile | undefined> {
  const id = runId(run, requestHash(prepared.request));
  if ((await readRunFile(store, id)) === undefined) return undefined;
  const { file } = await planRun({ ...prepared, store, run: id, now: () => new Date() });
  return file.finished !== null && (await store.has(keys.summary(id))) ? file : undefined;
}
