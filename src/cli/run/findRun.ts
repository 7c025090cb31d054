import { requestHash } from '../../config/runRequest.ts';
import { planRun } from '../../producer/planRun.ts';
import { runId } from '../../producer/runId.ts';
import { isComplete } from '../../storage/isComplete.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { RunFile } from '../../storage/runFile.ts';
import type { PreparedRun } from './prepareRun.ts';

export interface FoundRun {
  readonly file: RunFile;
  /** Every record and the report are there. */
  readonly complete: boolean;
}

/**
 * The run where it was begun before. Writes nothing. Throws KEY_INVALID for an impossible name, RUN_MISMATCH where the run
 * was started with another request.
 */
export async function findRun(
  store: ObjectStore,
  prepared: PreparedRun,
  run: string | undefined,
): Promise<FoundRun | undefined> {
  const id = runId(run, requestHash(prepared.request));
  if ((await readRunFile(store, id)) === undefined) return undefined;
  const { file } = await planRun({ ...prepared, store, run: id, now: () => new Date() });
  return { file, complete: await isComplete(store, file) };
}
