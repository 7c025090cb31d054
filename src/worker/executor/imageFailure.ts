import { CamlineError, messageOf, type PlainError } from '../../errors.ts';

/**
 * What an error says about the image alone, for its record. Throws the error again where it is the run's or the machine's
 * (retryable, a wrong request, an unreachable store), so that no image is blamed for it.
 */
export function imageFailure(error: unknown): PlainError {
  if (!(error instanceof CamlineError)) {
    return { code: 'INTERNAL', message: messageOf(error) };
  }
  if (error.retryable || error.exitCode !== 1) throw error;
  return { code: error.code, message: error.message };
}
