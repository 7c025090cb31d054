import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import { withoutCredentials } from '../config/withoutCredentials.ts';
import { CamlineError, isErrorCode, toPlainError, type PlainError } from '../errors.ts';

/** What went wrong, without credentials and without the full stop that our sentence brings itself. */
export const reasonOf = (error: unknown): string =>
  withoutCredentials(error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '');

/** QUEUE_UNAVAILABLE for what BullMQ or its database throws; our own errors pass. */
export function queueError(error: unknown, action: string): CamlineError {
  if (error instanceof CamlineError) return error;
  return new CamlineError('QUEUE_UNAVAILABLE', `The queue could not ${action}: ${reasonOf(error)}.`, {
    cause: error,
  });
}

export async function asking<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw queueError(error, action);
  }
}

/**
 * What BullMQ must see so that a job is tried again (retryable) or ends as failed (anything else). BullMQ keeps nothing
 * but the message, so code and message travel in it.
 */
export function bullError(error: unknown): Error {
  const message = JSON.stringify(toPlainError(error));
  return error instanceof CamlineError && error.retryable
    ? new Error(message)
    : new UnrecoverableError(message);
}

const failureSchema = z.object({ code: z.string().refine(isErrorCode), message: z.string() });

/** Back from such a message; one that BullMQ made itself is INTERNAL. */
export function failureOf(message: string): PlainError {
  try {
    return failureSchema.parse(JSON.parse(message));
  } catch {
    return { code: 'INTERNAL', message };
  }
}
