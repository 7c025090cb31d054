import type { PlainError } from '../errors.ts';
import { recordSchemaVersion, type FailedRecord } from './record.ts';

/** One image that could not be explained, and why. */
export const failedRecord = (key: string, { code, message }: PlainError): FailedRecord => ({
  schema: recordSchemaVersion,
  status: 'failed',
  key,
  code,
  message,
});
