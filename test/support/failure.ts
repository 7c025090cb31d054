import { CamlineError } from '../../src/errors.ts';

/** Code and message of the CamlineError that `work` throws; anything else thrown is passed on. */
export async function failure(work: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CamlineError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('Expected a CamlineError, nothing was thrown.');
}
