import type { ObjectStore } from '../../storage/objectStore.ts';
import { printJson, printLines, remark } from '../output.ts';
import { failedTooMany, type FailureLimit } from '../values.ts';
import { readFlatMaps } from '../../report/readFlatMaps.ts';
import {
  closingLines,
  failureWarning,
  flatWarning,
  places,
  tooManyText,
  writtenOutputs,
} from './closingLines.ts';
import type { Executed } from './executeRun.ts';
import { imageLines } from './imageLines.ts';

export interface TellOptions {
  readonly maxFailed?: FailureLimit;
  readonly list?: true;
  readonly json?: true;
  readonly quiet?: true;
}

const tooManyFailed = 1;

/** Says how the run ended and gives the exit code. */
export async function tellEnd(
  store: ObjectStore,
  executed: Executed,
  options: TellOptions,
  signalCode?: number,
): Promise<number> {
  const { file, state, end } = executed;
  const { finished } = file;
  if (end === 'stopped' || finished === null) {
    remark(`camline: run ${file.run} is not finished; the same command goes on where it stopped.`);
    return signalCode ?? tooManyFailed;
  }
  const tooMany = failedTooMany(options.maxFailed, finished.failed, file.images);
  const flat = await readFlatMaps(store, file.run);
  const outputs = await writtenOutputs(store, file);
  if (options.json) {
    const { images, layers, engine } = file;
    const where = Object.fromEntries(places(file, outputs, store));
    printJson({
      run: file.run,
      state,
      images,
      ...finished,
      tooManyFailed: tooMany,
      flatMaps: Object.fromEntries(flat.map(({ method, flat: count }) => [method, count])),
      layers,
      engine,
      places: where,
    });
  } else if (options.quiet !== true) {
    if (state === 'finished') printLines([`Nothing to do: run ${file.run} was finished before.`]);
    if (options.list) printLines(await imageLines(store, file.run));
    printLines(closingLines(file, finished, outputs, store, process.cwd()));
  }
  for (const warning of [failureWarning(file, finished, store), flatWarning(flat)]) {
    if (warning !== undefined) remark(`camline: ${warning}`);
  }
  if (tooMany) remark(`camline: ${tooManyText(options.maxFailed, finished.failed, file.images)}`);
  return signalCode ?? (tooMany ? tooManyFailed : 0);
}
