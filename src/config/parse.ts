/** Untyped data from outside becomes typed here, and every complaint names the field. */
import type { z } from 'zod';
import { CamlineError, type ErrorCode } from '../errors.ts';

/** "mean.0: Too big…; resize: …": every problem with the path of its field, at most five of them. */
function fieldProblems(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.map(String).join('.');
    return field === '' ? message : `${field}: ${message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** @param what for the message: "model card /models/net.json" */
export function parseAs<T extends z.ZodType>(
  schema: T,
  value: unknown,
  code: ErrorCode,
  what: string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CamlineError(code, `Invalid ${what}: ${fieldProblems(parsed.error)}.`);
}

export function parseJson(text: string, code: ErrorCode, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CamlineError(code, `Expected JSON in ${what}: ${(cause as Error).message}.`, { cause });
  }
}
