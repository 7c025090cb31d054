import type { FailedRecord } from '../storage/record.ts';
import type { FinishedImage } from './protocol.ts';

/** An image that failed leaves its record and nothing else. */
export const failedImage = (record: FailedRecord): FinishedImage => ({
  record,
  maps: [],
  features: null,
  sample: [],
});
