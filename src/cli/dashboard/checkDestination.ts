import { stat } from 'node:fs/promises';
import { CamlineError } from '../../errors.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import { isS3Url } from '../../storage/s3/location.ts';
import { namedRun } from '../compare/runAt.ts';
import { remark } from '../output.ts';

/** Throws CONFIG_INVALID for a file and for the folder of one run; one that is still to come is welcome, and told. */
export async function checkDestination(destination: string): Promise<void> {
  const named = namedRun(destination);
  if (named !== undefined && (await readRunFile(named.store, named.run)) !== undefined) {
    const { location } = named.store;
    throw new CamlineError(
      'CONFIG_INVALID',
      `${destination} is one run. Name the place of all: ${location}.`,
    );
  }
  if (isS3Url(destination)) return;
  const found = await stat(destination).catch(() => undefined);
  if (found === undefined) return remark(`camline: ${destination} is not there yet.`);
  if (found.isDirectory()) return;
  throw new CamlineError('CONFIG_INVALID', `Expected a folder of results at ${destination}, found a file.`);
}
