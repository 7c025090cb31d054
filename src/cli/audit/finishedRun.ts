import type { AuditConfig } from '../../config/auditFile.ts';
import { CamlineError } from '../../errors.ts';
import { existingRun } from '../../producer/existingRun.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

/** Throws RUN_UNKNOWN, or RUN_INCOMPLETE for a run that is not finished. */
export async function checkFinished(store: ObjectStore, run: string): Promise<void> {
  const file = await existingRun(store, run);
  if (file.finished !== null) return;
  throw new CamlineError('RUN_INCOMPLETE', `Run "${run}" is not finished: it cannot be a baseline yet.`);
}

/** A baseline that the audit names must be there before the night, not after hours of it. */
export async function checkNamedBaseline(
  store: ObjectStore,
  { baseline }: Pick<AuditConfig, 'baseline'>,
): Promise<void> {
  if (typeof baseline === 'object') await checkFinished(store, baseline.run);
}
