import { setTimeout as wait } from 'node:timers/promises';
import type { Night, Outcome } from '../../audit/nights/night.ts';
import { sendWebhook } from '../../audit/webhook.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import { variable } from '../../config/environment.ts';

/** How bad an outcome is, in the words of `notify.from`. */
const levels: Readonly<Record<Outcome, number>> = {
  pass: 0,
  warn: 1,
  fail: 2,
  incomplete: 2,
  'no-baseline': 2,
  locked: 2,
  error: 2,
};

/** Undefined where nobody was to be told or the webhook took it; else why it did not, without its address. */
export async function notify({ notify: target }: AuditConfig, night: Night): Promise<string | undefined> {
  if (target === undefined || levels[night.outcome] < levels[target.from]) return undefined;
  const { webhook: url, secretVariable } = target;
  const secret = variable(secretVariable);
  const problem = await sendWebhook(night, { url, secret, now: () => new Date(), wait, send: fetch });
  if (problem !== undefined) return `Nobody was told: ${problem}.`;
  return secret === undefined ? `The webhook was not signed: ${secretVariable} is not set.` : undefined;
}
