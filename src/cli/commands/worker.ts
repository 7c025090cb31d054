import { Command } from 'commander';
import { deviceOption } from '../reading.ts';
import { redisHelp } from '../requestOptions.ts';
import { portNumber, positiveInteger, queueList, redisUrl } from '../values.ts';
import type { WorkerCommandOptions } from '../worker/worker.ts';

const help = `
A worker takes shards of any run from the queue until it is stopped. SIGTERM and Ctrl-C let it finish what is in hand, or hand
it back, within 30 seconds.

Examples:
  camline worker --redis redis://queue.example:6379
  camline worker --redis rediss://queue.example:6380 --queues explain --health-port 9464`;

export const workerCommand = (): Command =>
  new Command('worker')
    .description('work on queued runs until stopped')
    .option(
      '--queues <names>',
      'runs (listing and counting), explain (images), or both',
      queueList,
      queueList('runs,explain'),
    )
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
    .option('--log-file <file>', 'log as JSON lines, besides stderr')
    .addHelpText('after', help)
    .action(async (_own: WorkerCommandOptions, command: Command) => {
      const { worker } = await import('../worker/worker.ts');
      process.exitCode = await worker(command.optsWithGlobals<WorkerCommandOptions>());
    });
