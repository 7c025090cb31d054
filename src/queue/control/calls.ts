/**
 * What the holder of an embedded queue answers to other processes: one JSON line a question, one an answer. The table says
 * what may be asked and with what; nothing else is listened to.
 */
import { z } from 'zod';
import { auditJobSchema, runJobSchema } from '../jobs.ts';
import type { QueueControl } from '../queues.ts';

export type CallName = Exclude<keyof QueueControl, 'backend' | 'close'>;

const none = z.tuple([]);
const id = z.tuple([z.string()]);

export const callArguments = {
  startRun: z.tuple([runJobSchema]),
  findRun: id,
  runFailure: id,
  listRuns: none,
  cancelRun: id,
  isCancelled: id,
  pause: none,
  unpause: none,
  isPaused: none,
  scheduleAudit: z.tuple([auditJobSchema]),
  unscheduleAudit: id,
  listSchedules: none,
  workers: none,
} as const satisfies Readonly<Record<CallName, z.ZodType<readonly unknown[]>>>;

export const callNames = Object.keys(callArguments) as CallName[];

export const questionSchema = z.strictObject({
  call: z.enum(callNames),
  args: z.array(z.unknown()),
});

/** `value` is absent where the call gives nothing. */
export const answerSchema = z.union([
  z.strictObject({ value: z.unknown().optional() }),
  z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);

/** A question is a run's job at most: labels of a model card and a few names. */
export const longestLine = 16 * 2 ** 20;
