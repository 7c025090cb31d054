/** `camline audit schedule`, `unschedule` and `list`: which audits the queue hands out at night. */
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Schedule } from '../../config/schedule.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import { modelFile } from '../../config/modelFile.ts';
import { CamlineError, fileTrouble, unknownName } from '../../errors.ts';
import type { QueueControl, ScheduledAudit } from '../../queue/queues.ts';
import { isRemote } from '../../remote/location.ts';
import { openStore } from '../../storage/openStore.ts';
import { printJson, printLines, remark } from '../output.ts';
import { checkSource } from '../run/checkSource.ts';
import { withControl } from '../runs/withControl.ts';
import type { SettingOptions } from '../settings.ts';
import { table } from '../table.ts';
import { checkedAudit } from './checkedAudit.ts';
import { checkNamedBaseline } from './finishedRun.ts';
import { latestModel } from './latestModel.ts';

export interface ScheduleOptions extends SettingOptions {
  readonly json?: true;
  /** False: `--no-check`. */
  readonly check?: boolean;
}

/** Throws what a night would throw before it has begun, and CONFIG_INVALID for an audit of that name with results elsewhere. */
export async function schedule(path: string, options: ScheduleOptions): Promise<void> {
  const audit = await checkedAudit(path);
  if (audit.schedule === undefined) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected when the audit is due in ${path}, for example schedule: { cron: "0 3 * * *", timezone: Europe/Berlin }.`,
    );
  }
  const when = audit.schedule;
  if (options.check !== false) await checkPlaces(audit);
  const file = resolve(path);
  await withControl(options, async (control) => {
    refuseTwin(await control.listSchedules(), audit);
    const next = new Date(await control.scheduleAudit({ audit, file, startedAt: null }));
    if (options.json) printJson({ audit: audit.name, ...when, next: next.toISOString() });
    else printLines([`audit ${audit.name} is due at ${shownTime(next, when)} next`]);
    await remarkIdle(control);
  });
}

export async function unschedule(audit: string, options: ScheduleOptions): Promise<void> {
  await withControl(options, async (control) => {
    if (!(await control.unscheduleAudit(audit))) throw await unknownAudit(control, audit);
    if (options.json) printJson({ audit, unscheduled: true });
    else printLines([`audit ${audit} is scheduled no more`]);
  });
}

export async function listScheduled(options: ScheduleOptions): Promise<void> {
  await withControl(options, async (control) => {
    const scheduled = await control.listSchedules();
    if (options.json) return printJson({ audits: scheduled.map(described) });
    if (scheduled.length === 0) {
      return printLines(['no audit is scheduled: camline audit schedule audit.yaml']);
    }
    const rows = scheduled.map(({ job: { audit, file }, next }) => [
      audit.name,
      next === null ? '–' : shownTime(new Date(next), audit.schedule!),
      audit.schedule!.cron,
      audit.to,
      file,
    ]);
    printLines(table(['audit', 'next night', 'cron', 'results', 'file'], rows));
    await remarkIdle(control);
  });
}

/** Without what may be a secret: the address of a webhook. */
const described = ({ job: { audit, file }, next }: ScheduledAudit): object => ({
  audit: audit.name,
  ...audit.schedule,
  next: next === null ? null : new Date(next).toISOString(),
  to: audit.to,
  file,
});

async function checkPlaces(audit: AuditConfig): Promise<void> {
  const store = openStore(audit.to);
  await checkModel(await latestModel(audit.model));
  await checkSource(audit.source, { root: audit.root }, store);
  await checkNamedBaseline(store, audit);
}

/** As far as it can be told without opening it. Whether an address may be fetched is a setting of those who work. */
async function checkModel(path: string): Promise<void> {
  if (isRemote(path)) return;
  const file = await modelFile(path);
  await access(file, constants.R_OK).catch((cause: Error) => {
    throw new CamlineError('MODEL_NOT_FOUND', `Cannot read the model ${file}: ${fileTrouble(cause)}.`, {
      cause,
    });
  });
}

/** The name alone tells audits apart in a queue; two of the same name would take turns unnoticed. */
function refuseTwin(scheduled: readonly ScheduledAudit[], { name, to }: AuditConfig): void {
  const twin = scheduled.find(({ job }) => job.audit.name === name)?.job;
  if (twin === undefined || twin.audit.to === to) return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `An audit named "${name}" with results in ${twin.audit.to} is scheduled already (from ${twin.file}). ` +
      `Give this one another name, or first: camline audit unschedule ${name}`,
  );
}

async function unknownAudit(control: QueueControl, audit: string): Promise<CamlineError> {
  const names = (await control.listSchedules()).map(({ job }) => job.audit.name);
  if (names.length > 0) return unknownName('RUN_UNKNOWN', 'scheduled audit', audit, names);
  return new CamlineError('RUN_UNKNOWN', `No audit is scheduled in this queue, so none named "${audit}".`);
}

async function remarkIdle(control: QueueControl): Promise<void> {
  if ((await control.workers()).length > 0) return;
  remark('camline: nobody works on this queue: nights need a camline worker or camline serve by then.');
}

/** "2026-11-26 03:00 Europe/Berlin" */
export function shownTime(time: Date, { timezone }: Schedule): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(time);
  return `${text} ${timezone}`;
}
