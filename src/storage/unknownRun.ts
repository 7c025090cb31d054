import { CamlineError, firstNames, nearestName } from '../errors.ts';
import type { ObjectStore } from './objectStore.ts';

const mostNames = 10;

/** RUN_UNKNOWN for a run that is not in `store`, with the runs that are. */
export async function unknownRun(store: ObjectStore, run: string): Promise<CamlineError> {
  const there = (await store.folders('runs/')).filter((name) => name !== run);
  return new CamlineError(
    'RUN_UNKNOWN',
    `There is no run "${run}" in ${store.location}${there.length === 0 ? ', and no other: start it first.' : `. ${choices(run, there)}`}`,
  );
}

function choices(run: string, there: readonly string[]): string {
  const near = nearestName(run, there);
  const meant = near === undefined ? '' : `Did you mean "${near}"? `;
  return `${meant}There is: ${firstNames(there, mostNames)}.`;
}
