/** `camline audit run`: one night, complete in itself. */
import { resolve } from 'node:path';
import { auditKeys } from '../../audit/nights/auditKeys.ts';
import type { Night, Outcome } from '../../audit/nights/night.ts';
import { junitXml } from '../../audit/report/junit.ts';
import { markdown } from '../../audit/report/markdown.ts';
import { findingName, limitText, outcomeWords, shown } from '../../audit/report/words.ts';
import { openStore } from '../../storage/openStore.ts';
import { loggerOf } from '../loggerOf.ts';
import { outFile } from '../outFile.ts';
import { printJson, printLines, remark } from '../output.ts';
import { openProgressView, type ViewOptions } from '../progress/view.ts';
import { openRunQueues } from '../run/openRunQueues.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { watchStopSignals } from '../stopSignals.ts';
import { table } from '../table.ts';
import { auditNight } from './auditNight.ts';
import { checkedAudit } from './checkedAudit.ts';
import { executeHere } from './executeHere.ts';
import { notify } from './notify.ts';

export interface AuditRunOptions extends SettingOptions, ViewOptions {
  readonly failOn: 'warn' | 'fail';
  readonly json?: true;
  readonly junit?: string;
  readonly markdown?: string;
}

const exitCodes: Readonly<Record<Outcome, number>> = {
  pass: 0,
  warn: 0,
  fail: 1,
  incomplete: 3,
  'no-baseline': 4,
  locked: 5,
  error: 5,
};

export const exitCodeOf = (outcome: Outcome, failOn: 'warn' | 'fail'): number =>
  outcome === 'warn' && failOn === 'warn' ? 1 : exitCodes[outcome];

/** @returns the exit code */
export async function runAudit(path: string, options: AuditRunOptions): Promise<number> {
  const config = await checkedAudit(path);
  const junit = options.junit === undefined ? undefined : await outFile(options.junit);
  const summary = options.markdown === undefined ? undefined : await outFile(options.markdown);
  const settings = await settingsOf(options);
  const log = await loggerOf(settings, options.verbose === true);
  const queues = await openRunQueues(resolve(settings.home), settings.redisUrl);
  const watch = watchStopSignals(() => undefined);
  try {
    const store = openStore(config.to);
    await store.probe();
    const execute = executeHere({
      queues,
      settings: options,
      log,
      view: () => openProgressView(options),
      stop: watch.signal,
    });
    const now = (): Date => new Date();
    const night = await auditNight(config, {
      store,
      settings: options,
      execute,
      job: null,
      startedAt: now(),
      now,
    });
    const problem = await notify(config, night);
    if (problem !== undefined) remark(`camline: ${problem}`);
    await junit?.write(junitXml(night));
    await summary?.write(markdown(night));
    if (options.json) printJson(night);
    else if (options.quiet !== true)
      printLines(lines(night, store.address(auditKeys.page(config.name, night.night))));
    return exitCodeOf(night.outcome, options.failOn);
  } finally {
    watch.dispose();
    await queues.close();
  }
}

function lines(night: Night, page: string): string[] {
  const rows = night.checks.flatMap(({ title, findings }) =>
    findings.map((finding) => [
      finding.verdict,
      `${title}: ${findingName(finding)}`,
      shown(finding.value, finding.unit),
      shown(finding.noise, finding.unit),
      limitText(finding),
    ]),
  );
  return [
    ...(rows.length === 0 ? [] : [...table(['verdict', 'check', 'value', 'noise', 'limits'], rows), '']),
    ...night.remarks,
    ...night.missed.map((time) => `Nothing ran at ${time}.`),
    `audit ${night.audit}, night ${night.night}: ${outcomeWords[night.outcome]}`,
    `report  ${page}`,
  ];
}
