import { Command } from 'commander';
import { deviceOption } from '../reading.ts';
import { redisHelp } from '../requestOptions.ts';
import { portNumber, positiveInteger, queueList, redisUrl } from '../values.ts';
import type { WorkOptions } from '../worker/startParts.ts';

const help = `
A worker takes shards of any run from the queue, and nights of scheduled audits, until it is stopped. SIGTERM and Ctrl-C let it
finish what is in hand, or hand it back, within 30 seconds. Who takes nights must see the model and, where it is a folder, the
source of the audit; nights only begin runs, on which every worker works.

Examples:
  camline worker --redis redis://queue.example:6379
  camline worker --redis rediss://queue.example:6380 --queues explain --health-port 9464`;

/** How a process works on queues; `camline serve` has the same. */
export const withWorkOptions = (command: Command): Command =>
  command
    .option('--concurrency <n>', 'executor processes, each with the model open once', positiveInteger, 1)
    .addOption(deviceOption())
    .option('--engine-threads <n>', 'threads of each engine (default: all cores)', positiveInteger)
    .option('--redis <url>', redisHelp, redisUrl)
    .option('--health-port <n>', 'serve /healthz and /metrics on this port', portNumber)
    .option(
      '--health-host <address>',
      'at which address: 0.0.0.0 for probes and Prometheus from outside',
      '127.0.0.1',
    )
    .option('--log-file <file>', 'log as JSON lines, besides stderr');

export const workerCommand = (): Command =>
  withWorkOptions(new Command('worker'))
    .description('work on queued runs until stopped')
    .option(
      '--queues <names>',
      'some of runs (listing and counting), explain (images), audits (nights of schedules)',
      queueList,
      queueList('runs,explain,audits'),
    )
    .addHelpText('after', help)
    .action(async (_own: WorkOptions, command: Command) => {
      const { worker } = await import('../worker/worker.ts');
      process.exitCode = await worker(command.optsWithGlobals<WorkOptions>());
    });
