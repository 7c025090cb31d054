/** `camline audit history` and `accept`. */
import { auditKeys } from '../../audit/nights/auditKeys.ts';
import { movePin, readPin } from '../../audit/nights/baseline.ts';
import { isComplete, readNights } from '../../audit/nights/night.ts';
import { outcomeWords } from '../../audit/report/words.ts';
import { CamlineError, unknownName } from '../../errors.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { openStore } from '../../storage/openStore.ts';
import { printJson, printLines } from '../output.ts';
import { table } from '../table.ts';
import { checkFinished } from './finishedRun.ts';

interface PlaceOptions {
  readonly to: string;
  readonly json?: true;
}

/** Throws RUN_UNKNOWN where there is no such audit. */
export async function history(
  audit: string,
  { to, json, last }: PlaceOptions & { readonly last: number },
): Promise<void> {
  const store = openStore(to);
  const nights = await readNights(store, audit, last);
  const pin = await readPin(store, audit);
  if (nights.length === 0) throw await unknownAudit(store, audit);
  if (json) return printJson({ audit, pinned: pin?.run ?? null, nights });
  const rows = nights.map((night) => [
    night.night,
    outcomeWords[night.outcome],
    night.explained === null ? '–' : `${night.explained}/${night.images}`,
    night.baseline?.run ?? (night.run !== null && night.run === pin?.run ? 'is pinned' : '–'),
    night.checks
      .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
      .map(({ name }) => name)
      .join(', ') || '–',
  ]);
  printLines(table(['night', 'outcome', 'images', 'baseline', 'checks with warnings or failures'], rows));
}

/** Throws RUN_UNKNOWN, or RUN_INCOMPLETE for a run that is not finished. */
export async function accept(
  audit: string,
  run: string | undefined,
  { to, json }: PlaceOptions,
): Promise<void> {
  const store = openStore(to);
  const chosen = run ?? (await newestComplete(store, audit, to));
  await checkFinished(store, chosen);
  await movePin(store, audit, chosen, new Date());
  if (json) printJson({ audit, pinned: chosen });
  else printLines([`audit ${audit} is compared with run ${chosen} from now on`]);
}

async function newestComplete(store: ObjectStore, audit: string, to: string): Promise<string> {
  const found = (await readNights(store, audit, 100)).find(isComplete);
  if (found !== undefined) return found.run;
  throw new CamlineError('RUN_UNKNOWN', `Audit "${audit}" has no complete night in ${to}.`);
}

async function unknownAudit(store: ObjectStore, audit: string): Promise<CamlineError> {
  const audits = await store.folders(auditKeys.all);
  if (audits.length > 0) return unknownName('RUN_UNKNOWN', 'audit', audit, audits);
  return new CamlineError(
    'RUN_UNKNOWN',
    `There are no audits in ${store.location}: camline audit run makes a night.`,
  );
}
