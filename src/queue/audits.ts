/** Schedules of audits as BullMQ's job schedulers: one a name, which adds the next night's job when it hands out this one's. */
import { parseAs } from '../config/parse.ts';
import { CamlineError } from '../errors.ts';
import type { BullJob, BullQueue } from './bull.ts';
import type { JobRunner } from './consume.ts';
import { auditJobSchema, type AuditJob } from './jobs.ts';
import type { AuditHandler, ScheduledAudit } from './queues.ts';
import { retryOptions } from './runHandle.ts';

/** @returns when its next night is due, milliseconds since 1970 */
export async function scheduleAudit(audits: BullQueue, job: AuditJob): Promise<number> {
  const { name, schedule } = job.audit;
  if (schedule === undefined) {
    throw new CamlineError('CONFIG_INVALID', `Expected a schedule (cron, timezone) in audit "${name}".`);
  }
  const repeat = { pattern: schedule.cron, tz: schedule.timezone };
  await audits.upsertJobScheduler(name, repeat, { name: 'night', data: job, opts: retryOptions });
  const scheduler = await audits.getJobScheduler(name);
  if (scheduler?.next === undefined || scheduler.next === null) {
    throw new CamlineError('QUEUE_UNAVAILABLE', `The queue did not take the schedule of audit "${name}".`);
  }
  return scheduler.next;
}

/** In the order in which they are due. */
export async function scheduledAudits(audits: BullQueue): Promise<ScheduledAudit[]> {
  const schedulers = await audits.getJobSchedulers(0, -1, true);
  return schedulers.map(({ key, template, next }) => ({
    job: auditJobOf(template?.data, key),
    next: next ?? null,
  }));
}

const auditJobOf = (data: unknown, name: string): AuditJob =>
  parseAs(auditJobSchema, data, 'INTERNAL', `schedule of audit ${name}`);

/** When a night's job first started is kept in it, so that whoever takes it up later goes on with the same night. */
export const auditRunner =
  (handler: AuditHandler): JobRunner =>
  async (job, _token, signal) => {
    const data = auditJobOf(job.data, job.id ?? '');
    const startedAt = data.startedAt ?? new Date().toISOString();
    if (data.startedAt === null) await job.updateData({ ...data, startedAt });
    const task = { id: job.id ?? '', job: data, startedAt: new Date(startedAt), lastTry: isLastTry(job) };
    await handler(task, signal);
    return 'done';
  };

const isLastTry = ({ attemptsMade }: BullJob): boolean => attemptsMade + 1 >= retryOptions.attempts;
