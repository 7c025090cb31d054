/** Untyped data from outside becomes typed here, and every complaint names the field. */
import { z } from 'zod';
import { CamlineError, nearestName, type ErrorCode } from '../errors.ts';

/** "mean.0: Too big…; resize: …": every problem with the path of its field, at most five of them. */
function fieldProblems(error: z.ZodError, schema: z.ZodType): string {
  const shown = error.issues.slice(0, 5).map((issue) => {
    const field = issue.path.map(String).join('.');
    const message = `${issue.message}${meantKey(issue, schema)}`;
    return field === '' ? message : `${field}: ${message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** Which key an unknown one may have been meant to be, where the schema has an object there. */
function meantKey(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code !== 'unrecognized_keys') return '';
  const near = nearestName(issue.keys[0] ?? '', keysAt(schema, issue.path));
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  const [next, ...rest] = path;
  const shape = inner.shape as Readonly<Record<PropertyKey, unknown>>;
  return next === undefined ? Object.keys(shape) : keysAt(shape[next], rest);
}

function unwrapped(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
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
  throw new CamlineError(code, `Invalid ${what}: ${fieldProblems(parsed.error, schema)}.`);
}

export function parseJson(text: string, code: ErrorCode, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CamlineError(code, `Expected JSON in ${what}: ${(cause as Error).message}.`, { cause });
  }
}
