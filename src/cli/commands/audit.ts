import { Command, InvalidArgumentError } from 'commander';
import type { AuditRunOptions } from '../audit/runAudit.ts';
import type { ScheduleOptions } from '../audit/schedule.ts';
import { redisHelp } from '../requestOptions.ts';
import { positiveInteger, redisUrl } from '../values.ts';

const help = `
A night is a run of the sample with metrics, compared with the baseline. Exit codes of run: 0 passed, 1 failed, 2 the request was
wrong, 3 too few images were explained, 4 no comparable baseline, 5 queue or store missing or an earlier night still runs.

Examples:
  camline audit run audit.yaml --junit audit.xml
  camline audit schedule audit.yaml --redis redis://queue.example:6379
  camline audit accept photos-nightly --to ./results            the newest night is the baseline from now on
  camline audit history photos-nightly --to ./results`;

function failLevel(text: string): 'warn' | 'fail' {
  if (text === 'warn' || text === 'fail') return text;
  throw new InvalidArgumentError('Expected warn or fail.');
}

const runCommand = (): Command =>
  new Command('run')
    .description('audit now: complete in itself, for cron and CI')
    .argument('<file>', 'audit.yaml')
    .option('--fail-on <level>', 'warn: exit with 1 on warnings, too', failLevel, 'fail')
    .option('--junit <file>', 'write JUnit XML there, too')
    .option('--markdown <file>', 'write Markdown there, too')
    .option('--redis <url>', redisHelp, redisUrl)
    .option('--engine-threads <n>', 'threads of the engine (default: all cores)', positiveInteger)
    .option('--log-file <file>', 'log as JSON lines')
    .option('--json', 'the night as one JSON object on stdout')
    .action(async (file: string, _own: AuditRunOptions, command: Command) => {
      const { runAudit } = await import('../audit/runAudit.ts');
      process.exitCode = await runAudit(file, command.optsWithGlobals<AuditRunOptions>());
    });

/** One that asks the queue. */
const queueCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--redis <url>', redisHelp, redisUrl)
    .option('--json', 'one JSON object on stdout');

const scheduleCommand = (): Command =>
  queueCommand('schedule', 'have it run at the times of its schedule, by camline worker or camline serve')
    .argument('<file>', 'audit.yaml, read now: schedule it again after a change')
    .option('--no-check', 'do not look for source, model and baseline: workers alone see them')
    .action(async (file: string, _own: ScheduleOptions, command: Command) => {
      const { schedule } = await import('../audit/schedule.ts');
      await schedule(file, command.optsWithGlobals<ScheduleOptions>());
    });

const unscheduleCommand = (): Command =>
  queueCommand('unschedule', 'have it run no more; its results stay, and a night that has begun goes on')
    .argument('<audit>', 'its name')
    .action(async (audit: string, _own: ScheduleOptions, command: Command) => {
      const { unschedule } = await import('../audit/schedule.ts');
      await unschedule(audit, command.optsWithGlobals<ScheduleOptions>());
    });

const listCommand = (): Command =>
  queueCommand('list', 'the audits that are scheduled, and when each is due').action(
    async (_own: ScheduleOptions, command: Command) => {
      const { listScheduled } = await import('../audit/schedule.ts');
      await listScheduled(command.optsWithGlobals<ScheduleOptions>());
    },
  );

interface PlaceOptions {
  readonly to: string;
  readonly json?: true;
}

const historyCommand = (): Command =>
  new Command('history')
    .description('the nights of an audit, the newest first')
    .argument('<audit>', 'its name')
    .requiredOption('--to <place>', 'where its results are')
    .option('--last <n>', 'so many nights', positiveInteger, 30)
    .option('--json', 'one JSON object on stdout')
    .action(async (audit: string, options: PlaceOptions & { readonly last: number }) => {
      const { history } = await import('../audit/history.ts');
      await history(audit, options);
    });

const acceptCommand = (): Command =>
  new Command('accept')
    .description('pin a run as the baseline of an audit')
    .argument('<audit>', 'its name')
    .argument('[run]', 'default: that of the newest complete night')
    .requiredOption('--to <place>', 'where its results are')
    .option('--json', 'one JSON object on stdout')
    .action(async (audit: string, run: string | undefined, options: PlaceOptions) => {
      const { accept } = await import('../audit/history.ts');
      await accept(audit, run, options);
    });

export const auditCommand = (): Command =>
  new Command('audit')
    .description('nightly audits: a sample explained, judged and compared with a baseline')
    .addCommand(runCommand())
    .addCommand(scheduleCommand())
    .addCommand(unscheduleCommand())
    .addCommand(listCommand())
    .addCommand(historyCommand())
    .addCommand(acceptCommand())
    .addHelpText('after', help);
