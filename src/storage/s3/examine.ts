import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { withoutCredentials } from '../../config/withoutCredentials.ts';
import { s3Client } from './client.ts';
import { s3Error, statusOf } from './s3Error.ts';
import { s3SettingsHere } from './settings.ts';

/** So long a look at a machine may take. */
const patienceMillis = 2_000;

/** For a person: which server is used, and that it and credentials are there. Throws an error that says what is not. */
export async function examineS3(): Promise<string> {
  const settings = { ...(await s3SettingsHere()), attempts: 1 };
  const where = settings.endpoint === undefined ? 'AWS' : withoutCredentials(settings.endpoint);
  try {
    const abortSignal = AbortSignal.timeout(patienceMillis);
    await s3Client(settings).send(new ListBucketsCommand({}), { abortSignal });
    return `${where} answers`;
  } catch (error) {
    // Credentials for one bucket may list none; that the server knows them is enough.
    if (statusOf(error) === 403 && (error as Error).name === 'AccessDenied') return `${where} answers`;
    throw new Error(s3Error(error, 'ask', where).message, { cause: error });
  }
}
