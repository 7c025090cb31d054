import { emptyTally, tallied, type Tally } from '../../producer/tally.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { readRecords } from '../../storage/records.ts';

/** What is done so far, image by image: from the records, as everything that counts. */
export async function countRecords(store: ObjectStore, run: string): Promise<Tally> {
  let tally = emptyTally;
  for await (const { record } of readRecords(store, run)) tally = tallied(tally, [record]);
  return tally;
}
